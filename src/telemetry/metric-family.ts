import { type Span, trace } from '@opentelemetry/api';
import type { Metric, Registry, RegistryContentType } from 'prom-client';
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
import { SeriesHistogram } from './series-histogram.ts';
import { type NumberSeries, SeriesNumbers } from './series-numbers.ts';

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
  observe(labels: L, value: number, span?: Span): void;
  /** Show these labels before anything was observed; unless the metric is sparse, every other value of closed sets too. */
  zero(labels: L): void;
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
}

function gateFor<S extends object>(data: MetricData, name: string, parts: GateParts<S>) {
  const { overflowed, isSparse, make } = parts;
  const gate = new SeriesGate<S>({
    labels: data.labels ?? {},
    maxCombinations: data.maxCombinations,
    isComplete: !isSparse,
    make,
    onOverflow: () => overflowed(name),
  });
  const retain = (set: OpenSet, values: readonly string[]) => {
    gate.retain(set, values);
  };
  return { gate, retain };
}

/** Neither class is one of prom-client's own, but both are all that the registry asks of one. */
function register({ registry }: FamilyContext, metric: SeriesNumbers | SeriesHistogram): void {
  registry.registerMetric(metric as unknown as Metric);
}

interface NumbersOptions {
  readonly context: FamilyContext;
  /** As the registry shows it. */
  readonly shownName: string;
  readonly isSparse: boolean;
}

function numbersOf(
  data: CounterData | GaugeData,
  name: string,
  { context, shownName, isSparse }: NumbersOptions,
) {
  const make = (labels: LabelValues): NumberSeries => ({ labels, value: 0 });
  const parts = gateFor(data, name, { overflowed: context.overflowed, isSparse, make });
  const { type, help, labels = {} } = data;
  const labelNames = Object.keys(labels);
  register(
    context,
    new SeriesNumbers({ type, name: shownName, help, labelNames, series: () => parts.gate.series() }),
  );
  // Its only series exists from the start.
  if (labelNames.length === 0) parts.gate.admit({});
  return parts;
}

function counterFamily(data: CounterData, name: string, context: FamilyContext): MetricFamily {
  const { gate, retain } = numbersOf(data, name, {
    context,
    // In OpenMetrics the ending belongs to the sample, not to the name.
    shownName: name.replace(/_total$/, ''),
    isSparse: data.isSparse === true,
  });
  const increment = (labels: LabelValues, by = 1) => {
    if (!(Number.isFinite(by) && by >= 0)) return context.refused();
    gate.admit(labels).value += by;
  };
  return { name, retain, instrument: { increment } };
}

function gaugeFamily(data: GaugeData, name: string, context: FamilyContext): MetricFamily {
  const { gate, retain } = numbersOf(data, name, { context, shownName: name, isSparse: true });
  const set = (labels: LabelValues, value: number) => {
    if (!Number.isFinite(value)) return context.refused();
    gate.admit(labels).value = value;
  };
  const replace = (reading: number | GaugeReading<LabelValues>) => {
    gate.clear();
    if (typeof reading === 'number') return set({}, reading);
    for (const [labels, value] of reading) set(labels, value);
  };
  const instrument: GaugeInstrument<LabelValues> = {
    set,
    add: (labels, by) => {
      if (!Number.isFinite(by)) return context.refused();
      // What it had risen by went away together with a series that was removed.
      if (by < 0 && !gate.has(labels)) return;
      gate.admit(labels).value += by;
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
  register(context, histogram);
  const plain = (given: LabelValues, value: number) => {
    if (!Number.isFinite(value)) return context.refused();
    histogram.observe(gate.admit(given), value);
  };
  const traced = (given: LabelValues, value: number, span = trace.getActiveSpan()) => {
    if (!Number.isFinite(value)) return context.refused();
    histogram.observe(gate.admit(given), value, span);
  };
  const instrument: TracedHistogram<LabelValues> = {
    observe: data.hasExemplars === true ? traced : plain,
    zero: (given) => void gate.admit(given),
  };
  return { name, retain, instrument };
}
