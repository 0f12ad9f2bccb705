import type { Logger } from 'pino';
import { Registry, type RegistryContentType } from 'prom-client';
import type { ExchangeInstruments } from '../exchange/probe.ts';
import type { HttpInstruments } from '../http/probe.ts';
import type { Instruments } from '../kernel/instruments.ts';
import type { MetricTotals } from '../plugin-api/metric-totals.ts';
import { type MetricFactory, openSets } from '../plugin-api/metrics.ts';
import type { Traces } from '../plugin-api/traces.ts';
import type { StoreInstruments } from '../store/probe.ts';
import { exchangeCatalog } from './catalog/exchange-catalog.ts';
import { httpCatalog } from './catalog/http-catalog.ts';
import { runCatalog } from './catalog/run-catalog.ts';
import { storeCatalog } from './catalog/store-catalog.ts';
import { tracingCatalog } from './catalog/tracing-catalog.ts';
import { createExchangeMetrics } from './exchange-metrics.ts';
import { createExchangeInstruments } from './exchange-probes.ts';
import { createExposition } from './exposition.ts';
import type { FlightRecorderOptions } from './flight-recorder/flight-recorder.ts';
import { createHttpMetrics } from './http-metrics.ts';
import { createHttpInstruments } from './http-probes.ts';
import { createMetricTotals } from './metric-totals.ts';
import { createOwnMetrics, type OwnMetrics } from './own-metrics.ts';
import { createRunInstruments } from './run-probes.ts';
import { defaultSpanFeatures, type SpanFeatures } from './span-features.ts';
import { createStageMetrics } from './stage-metrics.ts';
import { createStoreInstruments, watchStoreFiles } from './store-metrics.ts';
import { createStoreSpans } from './store-spans.ts';
import { createTracing } from './tracing.ts';
import { readVersion, revisionIn } from './version.ts';
import { WorkerTime } from './worker-time.ts';

export interface Telemetry extends Pick<OwnMetrics, 'logLine' | 'pluginLoaded'> {
  readonly instruments: Instruments;
  readonly exchange: ExchangeInstruments;
  readonly http: HttpInstruments;
  readonly store: StoreInstruments;
  /** The spans of recent requests. */
  readonly traces: Traces;
  readonly totals: MetricTotals;
  /** The database has these tables. */
  storeTables(names: readonly string[]): void;
  /** Show the sizes of the files of this database. */
  watchStoreFiles(path: string): void;
  /** The metrics of one plugin, prefixed with its name. */
  metricsFor(plugin: string): MetricFactory;
}

export interface TelemetryOptions {
  readonly registry?: Registry<RegistryContentType>;
  readonly flightRecorder?: FlightRecorderOptions;
  readonly spans?: SpanFeatures;
  /** Told when the collector takes no spans. */
  readonly log?: Logger;
}

const defaultFlightRecorder: FlightRecorderOptions = { maxBytes: 16 * 1024 * 1024, slowMs: 30_000 };

/** Everything that watches the gateway. Spans go to the globally registered tracer, metrics to `registry`. */
export function createTelemetry(options: TelemetryOptions = {}): Telemetry {
  const { registry = new Registry(), flightRecorder = defaultFlightRecorder, log } = options;
  const { spans: features = defaultSpanFeatures } = options;
  const version = readVersion();
  const own = createOwnMetrics(registry, { version, revision: revisionIn(process.env) });
  const { families, mirrors, failed, series } = own;
  const { tracer, traces } = createTracing({
    ...{ version, mirrors, flightRecorder, log },
    metrics: families.declare(tracingCatalog),
  });
  const run = families.declare(runCatalog);
  const store = families.declare(storeCatalog);
  const workerTime = new WorkerTime();
  return {
    ...own,
    traces,
    totals: createMetricTotals(registry),
    instruments: createRunInstruments({
      tracer,
      features,
      metrics: createStageMetrics(run),
      observerErrors: run.observerErrors,
      workerTime,
    }),
    exchange: createExchangeInstruments({
      tracer,
      metrics: createExchangeMetrics(families.declare(exchangeCatalog)),
      workerTime,
    }),
    http: createHttpInstruments({
      tracer,
      features,
      metrics: createHttpMetrics(families.declare(httpCatalog)),
      exposition: createExposition({ registry, mirrors, failed, series }),
    }),
    store: createStoreInstruments(store, createStoreSpans(tracer)),
    storeTables: (names) => families.retain(openSets.tables, names),
    watchStoreFiles: (path) => watchStoreFiles(store, path),
    metricsFor: (plugin) => {
      run.observerErrors.increment({ plugin }, 0);
      return own.metricsFor(plugin);
    },
  };
}
