import type { Registry, RegistryContentType } from 'prom-client';
import type { MetricTotals } from '../plugin-api/metric-totals.ts';

/** Reads counters where the exposition reads them. */
export function createMetricTotals(registry: Registry<RegistryContentType>): MetricTotals {
  return {
    read: async (name) => {
      // In OpenMetrics the ending belongs to the sample, not to the name.
      const metric = registry.getSingleMetric(name.replace(/_total$/, ''));
      const { values = [] } = (await metric?.get()) ?? {};
      return values.map(({ labels, value }) => ({ labels: { ...labels } as Record<string, string>, value }));
    },
  };
}
