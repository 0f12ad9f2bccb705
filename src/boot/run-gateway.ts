import type { LogLevel } from '../config/log-level.ts';
import { createTelemetry } from '../telemetry/create-telemetry.ts';
import { createLogger } from '../telemetry/logger.ts';
import type { GatewayPlan } from './plan-gateway.ts';
import { startGateway } from './start-gateway.ts';
import { untilStopSignal } from './stop-signal.ts';

export interface RunOptions {
  readonly host: string;
  readonly port: number;
  readonly sqlitePath: string;
  /** Wins over the config's `log.level`. */
  readonly logLevel: LogLevel | undefined;
  readonly onListening?: (url: string) => void;
}

/** Run a gateway until the process is told to stop. Resolves when everything is closed and flushed. */
export async function runGateway(plan: GatewayPlan, options: RunOptions): Promise<void> {
  const { level, file, maxBytes, backupCount } = plan.core.log;
  const { log, close: closeLog } = await createLogger({
    level: options.logLevel ?? level ?? 'info',
    ...(file !== undefined && { file: { path: file, maxBytes, backupCount } }),
  });
  try {
    const { host, port, sqlitePath } = options;
    const gateway = await startGateway(plan, {
      host,
      port,
      sqlitePath,
      log,
      isLevelFixed: options.logLevel !== undefined,
      telemetry: createTelemetry(),
    });
    const stopSignal = untilStopSignal();
    log.info({ url: gateway.url, plugins: plan.plugins.map(({ spec }) => spec.name) }, 'listening');
    options.onListening?.(gateway.url);
    process.on('SIGHUP', () => void gateway.reload('signal'));
    log.info({ signal: await stopSignal }, 'stopping');
    await gateway.stop();
    log.info('stopped');
  } finally {
    await closeLog();
  }
}
