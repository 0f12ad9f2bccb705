import { defineService } from './service.ts';

export interface CounterReading {
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** What the counters of this process say, as a scrape would show it. */
export interface MetricTotals {
  /** Every series of a counter, by its full name; empty when there is none. */
  read(name: string): Promise<readonly CounterReading[]>;
}

/** Offered by the core. */
export const metricTotals = defineService<MetricTotals>('core.metrics');
