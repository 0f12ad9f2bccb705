import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { GlassgateError } from '../plugin-api/error.ts';
import type { HistogramSpec, MetricFactory, MetricSpec } from '../plugin-api/metrics.ts';
import { createLabelCleaner } from './label-cleaner.ts';
import { type MetricKind, metricProblem } from './metric-rules.ts';

export interface MetricFactoryOptions {
  readonly plugin: string;
  readonly registry: Registry;
  /** Told of a value that is no number, or would let a counter fall: it was dropped. */
  readonly refused: () => void;
  readonly onCollect: (collect: () => void) => void;
}

/** The metrics of one plugin, under its own prefix and checked when they are declared. */
export function createMetricFactory(options: MetricFactoryOptions): MetricFactory {
  const { refused, onCollect } = options;
  return {
    onCollect,
    counter: (spec) => {
      const counter = new Counter(configOf(options, 'counter', spec));
      const clean = createLabelCleaner(spec.labels);
      return {
        increment: (labels, by = 1) => {
          if (!(Number.isFinite(by) && by >= 0)) return refused();
          counter.inc(clean(labels), by);
        },
      };
    },
    gauge: (spec) => {
      const gauge = new Gauge(configOf(options, 'gauge', spec));
      const clean = createLabelCleaner(spec.labels);
      return {
        set: (labels, value) => {
          if (!Number.isFinite(value)) return refused();
          gauge.set(clean(labels), value);
        },
        remove: (labels) => gauge.remove(clean(labels)),
      };
    },
    histogram: (spec) => {
      const histogram = new Histogram({
        ...configOf(options, 'histogram', spec),
        buckets: bucketsOf(options.plugin, spec),
      });
      const clean = createLabelCleaner(spec.labels);
      return {
        observe: (labels, value) => {
          if (!Number.isFinite(value)) return refused();
          histogram.observe(clean(labels), value);
        },
      };
    },
  };
}

function configOf<L extends string>(
  { plugin, registry }: MetricFactoryOptions,
  kind: MetricKind,
  spec: MetricSpec<L>,
) {
  const problem = metricProblem(kind, spec);
  if (problem !== undefined) throw refusal(plugin, spec.name, problem);
  const name = `glassgate_${plugin.replaceAll('-', '_')}_${spec.name}`;
  if (registry.getSingleMetric(name) !== undefined) {
    throw refusal(plugin, spec.name, `is already registered as '${name}'`);
  }
  return { name, help: spec.help, labelNames: [...(spec.labels ?? [])], registers: [registry] };
}

function bucketsOf(plugin: string, { name, buckets }: HistogramSpec<string>): number[] {
  const rising = buckets.every(
    (bound, index) => Number.isFinite(bound) && (index === 0 || bound > (buckets[index - 1] ?? bound)),
  );
  if (buckets.length > 0 && rising) return [...buckets];
  throw refusal(plugin, name, 'has buckets that are not finite and rising');
}

function refusal(plugin: string, name: string, problem: string): GlassgateError {
  return new GlassgateError('INTERNAL_ERROR', `Metric '${name}' of plugin '${plugin}' ${problem}.`);
}
