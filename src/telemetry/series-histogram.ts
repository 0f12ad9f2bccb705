import type { Span } from '@opentelemetry/api';
import { Exemplar, isSampled, type WrittenExemplar } from './exemplar.ts';
import type { LabelValues } from './label-tree.ts';

/** One series of a histogram. */
export interface HistogramSeries {
  readonly labels: LabelValues;
  /** Observations by bucket, not added up; the last one is +Inf. */
  readonly counts: number[];
  readonly exemplars: (Exemplar | undefined)[];
  sum: number;
  count: number;
}

interface Sample {
  readonly labels: Readonly<Record<string, string | number>>;
  readonly sharedLabels: LabelValues;
  readonly value: number;
  readonly metricName: string;
  readonly exemplar: WrittenExemplar | undefined;
}

export interface HistogramOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly buckets: readonly number[];
  readonly series: () => Iterable<HistogramSeries>;
}

/**
 * A histogram that prom-client's registry can show. Its own one looks up a series by a string built from the
 * labels, twice with an exemplar; here whoever observes holds the series.
 */
export class SeriesHistogram {
  readonly type = 'histogram';
  readonly aggregator = 'sum';
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly #buckets: readonly number[];
  readonly #series: () => Iterable<HistogramSeries>;

  constructor({ name, help, labelNames, buckets, series }: HistogramOptions) {
    this.name = name;
    this.help = help;
    this.labelNames = labelNames;
    this.#buckets = buckets;
    this.#series = series;
  }

  makeSeries(labels: LabelValues): HistogramSeries {
    const counts = Array.from({ length: this.#buckets.length + 1 }, () => 0);
    return { labels, counts, exemplars: counts.map(() => undefined), sum: 0, count: 0 };
  }

  /** An exemplar points to `span`, if it can be found. */
  observe(series: HistogramSeries, value: number, span?: Span): void {
    let bucket = 0;
    while (bucket < this.#buckets.length && value > (this.#buckets[bucket] as number)) bucket += 1;
    series.counts[bucket] = (series.counts[bucket] as number) + 1;
    series.sum += value;
    series.count += 1;
    if (!isSampled(span)) return;
    const exemplar = series.exemplars[bucket] ?? new Exemplar();
    series.exemplars[bucket] = exemplar;
    exemplar.point(span, value);
  }

  /** What the registry asks for when it writes text. */
  async get(): Promise<object> {
    const values = Array.from(this.#series(), (series) => this.#samplesOf(series)).flat();
    return { name: this.name, help: this.help, type: this.type, aggregator: this.aggregator, values };
  }

  #samplesOf({ labels, counts, exemplars, sum, count }: HistogramSeries): Sample[] {
    const shared = { sharedLabels: labels, exemplar: undefined };
    let below = 0;
    const buckets = counts.map((inBucket, index) => {
      below += inBucket;
      const le = this.#buckets[index] ?? '+Inf';
      const exemplar = exemplars[index]?.written();
      return {
        labels: { le },
        sharedLabels: labels,
        value: below,
        metricName: `${this.name}_bucket`,
        exemplar,
      };
    });
    return [
      ...buckets,
      { ...shared, labels: {}, value: sum, metricName: `${this.name}_sum` },
      { ...shared, labels: {}, value: count, metricName: `${this.name}_count` },
    ];
  }
}
