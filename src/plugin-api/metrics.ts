export interface MetricSpec<L extends string> {
  /** Without the prefix: plugin `io-log` and `lines_total` make `glassgate_io_log_lines_total`. */
  readonly name: string;
  readonly help: string;
  /** Closed sets only: never ids of requests or chats, URLs or user text. */
  readonly labels?: readonly L[];
}

export interface HistogramSpec<L extends string> extends MetricSpec<L> {
  /** Upper bounds in the unit that the name ends in. */
  readonly buckets: readonly number[];
}

/** Without labels it is `{}`, and a label that was not declared does not compile. */
export type Labels<L extends string> = Readonly<
  [L] extends [never] ? Record<string, never> : Record<L, string>
>;

export interface Counter<L extends string> {
  increment(labels: Labels<L>, by?: number): void;
}

export interface Gauge<L extends string> {
  set(labels: Labels<L>, value: number): void;
  remove(labels: Labels<L>): void;
}

export interface Histogram<L extends string> {
  observe(labels: Labels<L>, value: number): void;
}

/** Declares the metrics of one plugin, in `setup`. Base units: `_total`, `_seconds`, `_bytes`. */
export interface MetricFactory {
  counter<const L extends string = never>(spec: MetricSpec<L>): Counter<L>;
  gauge<const L extends string = never>(spec: MetricSpec<L>): Gauge<L>;
  histogram<const L extends string = never>(spec: HistogramSpec<L>): Histogram<L>;
  /** Called before each scrape, to set gauges that mirror a state. */
  onCollect(collect: () => void): void;
}
