import { resolve } from 'node:path';
import type { Surroundings } from '../system.ts';

/** How much of what the gateway tells about itself is on. */
export interface TelemetryLevel {
  readonly metrics: boolean;
  /** Share of the traces that are exported; undefined: no tracing at all. */
  readonly sampledShare: number | undefined;
  /** The spans of recent requests, and the newest lines of the log. */
  readonly memory: boolean;
  /** Process log at `info`, else errors only; and the I/O log with bodies. */
  readonly logs: boolean;
}

export const nothing: TelemetryLevel = {
  metrics: false,
  sampledShare: undefined,
  memory: false,
  logs: false,
};

export const everything: TelemetryLevel = { metrics: true, sampledShare: 1, memory: true, logs: true };

/** Modules that are loaded before the gateway. */
export function preloads({ metrics }: TelemetryLevel): string[] {
  const register = resolve(import.meta.dirname, '../../src/telemetry/register.ts');
  const withoutMetrics = resolve(import.meta.dirname, '../programs/without-metrics.ts');
  return metrics ? [register] : [register, withoutMetrics];
}

export function telemetryEnvironment(
  { sampledShare, logs }: TelemetryLevel,
  { collectorUrl }: Pick<Surroundings, 'collectorUrl'>,
): Record<string, string> {
  const level = { ORCH_LOG_LEVEL: logs ? 'info' : 'error' };
  if (sampledShare === undefined) return { ...level, OTEL_SDK_DISABLED: 'true' };
  return {
    ...level,
    OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: String(sampledShare),
    // Above what one second brings: spans that are dropped would cost nothing and make the figures too good.
    OTEL_BSP_MAX_QUEUE_SIZE: '200000',
  };
}

/** What of it stands in the config file. */
export function telemetryConfig({ memory, logs }: TelemetryLevel): object {
  const none = { observability: { flight_recorder: { max_bytes: 0 } }, log: { recent_bytes: 0 } };
  return {
    ...(!memory && none),
    // Without it a round may have its look at the newest requests and another may not.
    self_check: { interval_seconds: 0 },
    container_io_log: { enabled: logs, dir: './container-io', include_bodies: true, redact_secrets: true },
  };
}
