import { type ChildProgram, startChildProgram } from './child-program.ts';

export interface GatewayProcessOptions {
  readonly configPath: string;
  readonly env?: Readonly<Record<string, string>>;
}

export type GatewayProcess = ChildProgram;

/**
 * Start the real program as an operator would, on a free port, and wait until it listens. Of our own
 * environment it gets PATH only, so that a test sees the same gateway everywhere.
 */
export function startGatewayProcess({ configPath, env }: GatewayProcessOptions): Promise<GatewayProcess> {
  return startChildProgram({
    args: ['--import', './src/telemetry/register.ts', 'src/main.ts'],
    env: { PORT: '0', CONFIG_PATH: configPath, ...env },
    isReady: (line) => line['msg'] === 'listening' && typeof line['url'] === 'string',
  });
}
