import { type SpanContext, TraceFlags, trace } from '@opentelemetry/api';
import { Counter, Gauge, type Metric, type Registry, type RegistryContentType } from 'prom-client';
import type {
  CounterData,
  GaugeData,
  Gauge as GaugeInstrument,
  GaugeReading,
  HistogramData,
  MetricData,
  OpenSet,
} from '../plugin-api/metrics.ts';
import type { LabelValues } from './label-tree.ts';
import type { Mirrors } from './mirrors.ts';
import { SeriesGate } from './series-gate.ts';
import { type Exemplar, SeriesHistogram } from './series-histogram.ts';

export interface FamilyContext {
  readonly registry: Registry<RegistryContentType>;
  readonly mirrors: Mirrors;
  /** Told of a value that is no number, or would let a counter fall: it was dropped. */
  readonly refused: () => void;
  readonly overflowed: (metric: string) => void;
}

/** One metric with its series. `instrument` is what its owner works with. */
export interface MetricFamily {
  readonly name: string;
  readonly instrument: unknown;
  retain(set: OpenSet, values: readonly string[]): void;
}

/** An observation may belong to a span other than the active one. */
export interface TracedHistogram<L> {
  observe(labels: L, value: number, span?: SpanContext): void;
}

export function makeFamily(data: MetricData, name: string, context: FamilyContext): MetricFamily {
  if (data.type === 'counter') return counterFamily(data, name, context);
  if (data.type === 'gauge') return gaugeFamily(data, name, context);
  return histogramFamily(data, name, context);
}

interface GateParts<S> {
  readonly overflowed: (metric: string) => void;
  /** Combinations that have not occurred have no series. */
  readonly isSparse: boolean;
  readonly make: (labels: LabelValues) => S;
  readonly remove?: (labels: LabelValues) => void;
}

function gateFor<S extends object>(data: MetricData, name: string, parts: GateParts<S>) {
  const { overflowed, isSparse, make, remove } = parts;
  const gate = new SeriesGate<S>({
    labels: data.labels ?? {},
    maxCombinations: data.maxCombinations,
    isComplete: !isSparse,
    make,
    onOverflow: () => overflowed(name),
  });
  const retain = (set: OpenSet, values: readonly string[]) => {
    for (const labels of gate.retain(set, values)) remove?.(labels);
  };
  return { gate, retain };
}

function configOf(data: MetricData, name: string, { registry }: FamilyContext) {
  return { name, help: data.help, labelNames: Object.keys(data.labels ?? {}), registers: [registry] };
}

function counterFamily(data: CounterData, name: string, context: FamilyContext): MetricFamily {
  // In OpenMetrics the ending belongs to the sample, not to the name.
  const counter = new Counter(configOf(data, name.replace(/_total$/, ''), context));
  const { gate, retain } = gateFor(data, name, {
    overflowed: context.overflowed,
    isSparse: data.isSparse === true,
    make: (labels) => {
      counter.inc(labels, 0);
      return labels;
    },
    remove: (labels) => counter.remove(labels),
  });
  const increment = (labels: LabelValues, by = 1) => {
    if (!(Number.isFinite(by) && by >= 0)) return context.refused();
    counter.inc(gate.admit(labels), by);
  };
  return { name, retain, instrument: { increment } };
}

function gaugeFamily(data: GaugeData, name: string, context: FamilyContext): MetricFamily {
  const gauge = new Gauge(configOf(data, name, context));
  const { gate, retain } = gateFor(data, name, {
    overflowed: context.overflowed,
    isSparse: true,
    make: (labels) => labels,
    remove: (labels) => gauge.remove(labels),
  });
  const set = (labels: LabelValues, value: number) => {
    if (!Number.isFinite(value)) return context.refused();
    gauge.set(gate.admit(labels), value);
  };
  const replace = (reading: number | GaugeReading<LabelValues>) => {
    gauge.reset();
    gate.clear();
    if (typeof reading === 'number') return set({}, reading);
    // A reset gauge without labels is 0, which nobody has read.
    if (data.labels === undefined) gauge.remove({});
    for (const [labels, value] of reading) set(labels, value);
  };
  const instrument: GaugeInstrument<LabelValues> = {
    set,
    add: (labels, by) => {
      if (!Number.isFinite(by)) return context.refused();
      // What it had risen by went away together with a series that was removed.
      if (by < 0 && !gate.has(labels)) return;
      gauge.inc(gate.admit(labels), by);
    },
    mirror: (read) => context.mirrors.add(name, () => replace(read())),
  };
  return { name, retain, instrument };
}

function histogramFamily(data: HistogramData, name: string, context: FamilyContext): MetricFamily {
  const { help, buckets, labels = {} } = data;
  const histogram = new SeriesHistogram({
    name,
    help,
    labelNames: Object.keys(labels),
    buckets,
    series: () => gate.series(),
  });
  const { gate, retain } = gateFor(data, name, {
    overflowed: context.overflowed,
    isSparse: data.isSparse === true,
    make: (values) => histogram.makeSeries(values),
  });
  // It is none of prom-client's own classes, but all that the registry asks of one.
  context.registry.registerMetric(histogram as unknown as Metric);
  const plain = (given: LabelValues, value: number) => {
    if (!Number.isFinite(value)) return context.refused();
    histogram.observe(gate.admit(given), value);
  };
  const traced = (given: LabelValues, value: number, span = trace.getActiveSpan()?.spanContext()) => {
    if (!Number.isFinite(value)) return context.refused();
    histogram.observe(gate.admit(given), value, exemplarOf(span));
  };
  const instrument: TracedHistogram<LabelValues> = { observe: data.hasExemplars === true ? traced : plain };
  return { name, retain, instrument };
}

/** A trace that is not sampled exists nowhere: nobody could follow a pointer to it. */
function exemplarOf(span: SpanContext | undefined): Exemplar['labelSet'] | undefined {
  if (span === undefined || (span.traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
  return { trace_id: span.traceId, span_id: span.spanId };
}
