import type { LogLevel } from '../config/log-level.ts';
import { createLiveRedactor } from '../plugin-api/redaction/live-redactor.ts';
import { createTelemetry, type Telemetry } from '../telemetry/create-telemetry.ts';
import { LogRing } from '../telemetry/log-ring/log-ring.ts';
import { createLogger } from '../telemetry/logger.ts';
import { secretsOf } from './known-secrets.ts';
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
  const { level, file, maxBytes, backupCount, recentBytes } = plan.core.log;
  const redactor = createLiveRedactor(secretsOf(plan));
  const ring = new LogRing({ maxBytes: recentBytes });
  // Telemetry logs and the log is counted: the log comes first, and counts as soon as there is a counter.
  let telemetry: Telemetry | undefined;
  const {
    log,
    close: closeLog,
    preview,
  } = await createLogger({
    redact: redactor,
    ring,
    onLine: (line) => telemetry?.logLine(line),
    level: options.logLevel ?? level ?? 'info',
    ...(file !== undefined && { file: { path: file, maxBytes, backupCount } }),
  });
  try {
    const { host, port, sqlitePath } = options;
    const { flightRecorder, spans } = plan.core;
    telemetry = createTelemetry({ log, flightRecorder, spans });
    const gateway = await startGateway(plan, {
      host,
      port,
      sqlitePath,
      log,
      isLevelFixed: options.logLevel !== undefined,
      redactor,
      logSink: preview,
      logs: ring,
      telemetry,
    });
    const stopSignal = untilStopSignal();
    log.info(
      {
        event: 'gateway.started',
        url: gateway.url,
        ...(gateway.managementUrl !== undefined && { management_url: gateway.managementUrl }),
        plugins: plan.plugins.map(({ spec }) => spec.name),
      },
      'listening',
    );
    options.onListening?.(gateway.url);
    process.on('SIGHUP', () => void gateway.reload('signal'));
    log.info({ event: 'gateway.stopping', signal: await stopSignal }, 'stopping');
    await gateway.stop();
    log.info({ event: 'gateway.stopped' }, 'stopped');
  } finally {
    await closeLog();
  }
}
