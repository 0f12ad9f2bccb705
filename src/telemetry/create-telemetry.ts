import { Counter, Registry } from 'prom-client';
import type { ExchangeInstruments } from '../exchange/probe.ts';
import type { HttpInstruments } from '../http/probe.ts';
import type { Instruments } from '../kernel/instruments.ts';
import type { MetricFactory } from '../plugin-api/metrics.ts';
import type { StoreInstruments } from '../store/probe.ts';
import { createCollectors } from './collectors.ts';
import { createExchangeMetrics } from './exchange-metrics.ts';
import { createExchangeInstruments } from './exchange-probes.ts';
import { createExposition } from './exposition.ts';
import { createHttpMetrics } from './http-metrics.ts';
import { createHttpInstruments } from './http-probes.ts';
import { createCoreTracer } from './lean-tracer.ts';
import { createMetricFactory } from './metric-factory.ts';
import { createRunInstruments } from './run-probes.ts';
import { registerRuntimeMetrics } from './runtime-metrics.ts';
import { createStageMetrics } from './stage-metrics.ts';
import { createStoreInstruments } from './store-metrics.ts';
import { readVersion } from './version.ts';

export interface Telemetry {
  readonly instruments: Instruments;
  readonly exchange: ExchangeInstruments;
  readonly http: HttpInstruments;
  readonly store: StoreInstruments;
  /** The metrics of one plugin, prefixed with its name. */
  metricsFor(plugin: string): MetricFactory;
}

/** Everything that watches the gateway. Spans go to the globally registered tracer, metrics to `registry`. */
export function createTelemetry({ registry = new Registry() }: { registry?: Registry } = {}): Telemetry {
  const version = readVersion();
  const tracer = createCoreTracer({ name: 'glassgate', version });
  const perPlugin = (name: string, help: string) =>
    new Counter({ name, help, labelNames: ['plugin'], registers: [registry] });
  const observerErrors = perPlugin(
    'glassgate_observer_errors_total',
    'Errors thrown by observers and ignored.',
  );
  const collectErrors = perPlugin(
    'glassgate_collect_errors_total',
    'Metrics that could not be read for a scrape, by owner.',
  );
  const valuesRefused = perPlugin(
    'glassgate_metric_values_refused_total',
    'Values of metrics that were no number or would have let a counter fall; they were dropped.',
  );
  collectErrors.inc({ plugin: 'core' }, 0);
  registerRuntimeMetrics(registry, version);
  const collectors = createCollectors(collectErrors);
  const exposition = createExposition({ registry, collectors, errors: collectErrors });
  return {
    instruments: createRunInstruments({ tracer, metrics: createStageMetrics(registry), observerErrors }),
    exchange: createExchangeInstruments({ tracer, metrics: createExchangeMetrics(registry) }),
    http: createHttpInstruments({ tracer, metrics: createHttpMetrics(registry), exposition }),
    store: createStoreInstruments(registry),
    metricsFor: (plugin) => {
      for (const counter of [observerErrors, collectErrors, valuesRefused]) counter.inc({ plugin }, 0);
      return createMetricFactory({
        plugin,
        registry,
        refused: () => valuesRefused.inc({ plugin }),
        onCollect: (collect) => collectors.add(plugin, collect),
      });
    },
  };
}
