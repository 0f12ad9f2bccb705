import { metricCatalog } from '../../src/boot/metric-catalog.ts';
import { metricsJson } from '../../src/telemetry/catalog/metrics-json.ts';

/** The metrics of the catalog under the names of their series: a histogram has three. */
export async function catalogSeries(): Promise<ReadonlyMap<string, readonly string[]>> {
  const metrics = metricsJson(await metricCatalog());
  return new Map(
    metrics.map(({ name, type }) => [
      name,
      type === 'histogram' ? ['bucket', 'sum', 'count'].map((part) => `${name}_${part}`) : [name],
    ]),
  );
}
