import type { Tracer } from '@opentelemetry/api';
import type { Logger } from 'pino';
import type { Traces } from '../plugin-api/traces.ts';
import { spanResults, type tracingCatalog } from './catalog/tracing-catalog.ts';
import { FlightRecorder, type FlightRecorderOptions } from './flight-recorder/flight-recorder.ts';
import type { LeanTracerProvider } from './lean-provider.ts';
import { createCoreTracing } from './lean-tracer.ts';
import type { CoreInstruments } from './metric-families.ts';
import type { Mirrors } from './mirrors.ts';

export interface TracingOptions {
  readonly version: string;
  readonly metrics: CoreInstruments<typeof tracingCatalog>;
  readonly mirrors: Mirrors;
  readonly flightRecorder: FlightRecorderOptions;
  readonly log: Logger | undefined;
}

export interface Tracing {
  readonly tracer: Tracer;
  readonly traces: Traces;
}

/** The spans of the core: made by the provider of this process, recorded, and accounted for. */
export function createTracing(options: TracingOptions): Tracing {
  const { tracer, pipeline, provider } = createCoreTracing({ name: 'glassgate', version: options.version });
  const recorder = new FlightRecorder(options.flightRecorder);
  pipeline?.recordTo(recorder);
  options.metrics.recorderBytes.mirror(() => recorder.bytes);
  if (provider !== undefined) account(provider, options);
  return { tracer, traces: recorder };
}

function account({ stats, pipeline }: LeanTracerProvider, { metrics, mirrors, log }: TracingOptions): void {
  const carried = { exported: 0, dropped: 0, failed: 0, unsampled: 0 };
  // Counted where spans end and carried over here: a labelled counter for each span would cost more.
  mirrors.add('glassgate_telemetry_spans_total', () => {
    const now = { ...stats.counts, unsampled: pipeline.unsampled };
    for (const result of spanResults) {
      metrics.spans.increment({ result }, now[result] - carried[result]);
      carried[result] = now[result];
    }
  });
  stats.onExported = (seconds) => metrics.exportDuration.observe({ signal: 'traces' }, seconds);
  stats.onTrouble = (reason) => {
    if (reason === undefined)
      log?.info({ event: 'telemetry.export_recovered' }, 'collector takes spans again');
    else log?.warn({ event: 'telemetry.export_failed', reason }, 'collector takes no spans');
  };
}
