import type { LabelValues } from './label-tree.ts';

/** One series of a counter or a gauge. */
export interface NumberSeries {
  readonly labels: LabelValues;
  value: number;
}

export interface SeriesNumbersOptions {
  readonly type: 'counter' | 'gauge';
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly series: () => Iterable<NumberSeries>;
}

/**
 * A counter or a gauge that prom-client's registry can show. Its own ones look up a series by a string built from
 * the labels, and check their names, with every change; here whoever changes a value holds the series.
 */
export class SeriesNumbers {
  readonly type: 'counter' | 'gauge';
  readonly aggregator = 'sum';
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly #series: () => Iterable<NumberSeries>;

  constructor({ type, name, help, labelNames, series }: SeriesNumbersOptions) {
    this.type = type;
    this.name = name;
    this.help = help;
    this.labelNames = labelNames;
    this.#series = series;
  }

  /** What the registry asks for when it writes text. */
  async get(): Promise<object> {
    const { name, help, type, aggregator } = this;
    const values = Array.from(this.#series(), ({ labels, value }) => ({ labels, value }));
    return { name, help, type, aggregator, values };
  }
}
