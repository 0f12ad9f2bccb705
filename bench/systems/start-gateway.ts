import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { dump } from 'js-yaml';
import { freePort } from '../free-port.ts';
import { startProgram } from '../program.ts';
import type { RunningSystem, Surroundings } from '../system.ts';
import { preloads, type TelemetryLevel, telemetryConfig, telemetryEnvironment } from './telemetry-level.ts';

export interface GatewayOptions {
  readonly name: string;
  readonly path: string;
  readonly telemetry: TelemetryLevel;
  /** The rest of the config file. */
  readonly config: object;
  /** Files that the config names. */
  readonly files?: Readonly<Record<string, string>>;
}

const main = resolve(import.meta.dirname, '../../src/main.ts');

/** Start a gateway in a directory of its own. */
export async function startGateway(
  options: GatewayOptions,
  surroundings: Surroundings,
): Promise<RunningSystem> {
  const { name, path, telemetry, config, files = {} } = options;
  const dir = join(surroundings.dir, name);
  await mkdir(dir);
  const texts = { ...files, 'config.yaml': dump({ ...config, ...telemetryConfig(telemetry) }) };
  await Promise.all(Object.entries(texts).map(([file, text]) => writeFile(join(dir, file), text)));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program = await startProgram({
    command: process.execPath,
    // As `npm start` does.
    args: ['--v8-pool-size=1', ...preloads(telemetry).flatMap((file) => ['--import', file]), main],
    env: {
      ...telemetryEnvironment(telemetry, surroundings),
      CONFIG_PATH: join(dir, 'config.yaml'),
      SQLITE_PATH: join(dir, 'gateway.sqlite'),
      PORT: String(port),
    },
    logPath: join(dir, 'gateway.log'),
    readyUrl: `${url}/health`,
    signal: surroundings.signal,
  });
  return { ...program, url: url + path, metricsUrl: `${url}/metrics` };
}
