import { type ErrorCode, errorCodes } from './error.ts';

/**
 * The values of a label that the configuration or the traffic decides. Only `max` of them get series of their
 * own; what comes after is counted under `_overflow`, and in `glassgate_telemetry_label_overflow_total`.
 */
export interface OpenSet {
  /** What the values name: sets of the same kind follow the same configuration. */
  readonly kind: string;
  readonly max: number;
}

/** Open sets that several metrics share. Never make one of ids of requests or chats, URLs or user text. */
export const openSets = {
  containers: { kind: 'containers', max: 64 },
  profiles: { kind: 'profiles', max: 512 },
  providers: { kind: 'providers', max: 8 },
  chains: { kind: 'chains', max: 4 },
  stages: { kind: 'stages', max: 32 },
  plugins: { kind: 'plugins', max: 32 },
  routes: { kind: 'routes', max: 48 },
  metrics: { kind: 'metrics', max: 128 },
  tables: { kind: 'tables', max: 16 },
} as const satisfies Readonly<Record<string, OpenSet>>;

/** The label `code` where every error may appear. */
export const codeValues = Object.keys(errorCodes) as readonly ErrorCode[];

/** The label `code` where a success has one too. */
export const resultCodes: readonly ('OK' | ErrorCode)[] = ['OK', ...codeValues];

/** A label and its values: a list of all of them, or an open set. */
export type LabelSets = Readonly<Record<string, readonly string[] | OpenSet>>;

interface MetricBase {
  /** Without the prefix: plugin `io-log` and `lines_total` make `glassgate_io_log_lines_total`. */
  readonly name: string;
  readonly help: string;
  /** What is counted or measured, in plural: `seconds`, `bytes`, `requests`; `–` for a number without one. */
  readonly unit: string;
  /** When the value changes, in a sentence or two. */
  readonly moves: string;
  readonly labels?: LabelSets;
  /** Most combinations of label values, where the product of the sets would be far too many. */
  readonly maxCombinations?: number;
  /**
   * Show only combinations that occurred. Without it every combination of closed labels is 0 from the start,
   * so that `increase()` sees the first failure.
   */
  readonly isSparse?: boolean;
}

/** A number that only grows. Its name ends in `_total`. */
export interface CounterData extends MetricBase {
  readonly type: 'counter';
}

export interface GaugeData extends MetricBase {
  readonly type: 'gauge';
}

export interface HistogramData extends MetricBase {
  readonly type: 'histogram';
  /** Upper bounds in the unit that the name ends in, rising. */
  readonly buckets: readonly number[];
  /** Remember the trace of the newest observation of each bucket, if that trace is sampled. */
  readonly hasExemplars?: boolean;
}

export type MetricData = CounterData | GaugeData | HistogramData;

/** The metrics of one owner, by the names under which its code uses them. */
export type MetricCatalog = Readonly<Record<string, MetricData>>;

/**
 * Define the metrics of a plugin as data: list them as `metrics` of the plugin, for documentation and checks,
 * and make them in `setup` with `metrics.declare(…)`. Checks types only; it returns its argument.
 */
export function defineMetrics<const C extends MetricCatalog>(catalog: C): C {
  return catalog;
}

type ValueOf<S> = S extends readonly (infer V)[] ? V : string;

/** The labels that one observation must give: without declared ones it is `{}`, and others do not compile. */
export type LabelsOf<D> = D extends { readonly labels: infer L extends LabelSets }
  ? { readonly [K in keyof L]: ValueOf<L[K]> }
  : Readonly<Record<string, never>>;

export interface Counter<L> {
  increment(labels: L, by?: number): void;
}

/** Labels and value of every series of a gauge. */
export type GaugeReading<L> = readonly (readonly [labels: L, value: number])[];

export interface Gauge<L> {
  set(labels: L, value: number): void;
  add(labels: L, by: number): void;
  /** Read the value from `read` with every scrape. Series that it no longer gives disappear. */
  mirror(read: () => number | GaugeReading<L>): void;
}

export interface Histogram<L> {
  observe(labels: L, value: number): void;
}

type InstrumentOf<D> = D extends CounterData
  ? Counter<LabelsOf<D>>
  : D extends GaugeData
    ? Gauge<LabelsOf<D>>
    : D extends HistogramData
      ? Histogram<LabelsOf<D>>
      : never;

/** What `declare` makes of a catalog: a counter, gauge or histogram for each entry, under the same key. */
export type Instruments<C extends MetricCatalog> = { readonly [K in keyof C]: InstrumentOf<C[K]> };

/** Makes the metrics of one plugin, in `setup`. */
export interface MetricFactory {
  /** The boot fails when a declaration breaks a rule of docs/metrics.md. */
  declare<const C extends MetricCatalog>(catalog: C): Instruments<C>;
  /**
   * Say which values of an open set exist, at start and whenever the configuration changed: series of values that
   * no plugin names are removed from every metric, and those of new ones start at 0.
   */
  retain(set: OpenSet, values: readonly string[]): void;
}
