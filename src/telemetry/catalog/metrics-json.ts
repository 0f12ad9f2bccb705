import type { LabelSets, MetricData } from '../../plugin-api/metrics.ts';
import type { CatalogedMetric } from './core-catalog.ts';

export interface MetricJson {
  readonly name: string;
  readonly type: MetricData['type'];
  readonly owner: string;
  readonly unit: string;
  readonly help: string;
  /** Values of a closed label; what an open one names, and how many values it may have. */
  readonly labels: LabelSets;
  readonly buckets?: readonly number[];
}

/** What a dashboard, a rule or a check needs to know of every metric. */
export function metricsJson(catalog: readonly CatalogedMetric[]): MetricJson[] {
  return catalog.map(({ name, owner, data }) => ({
    name,
    type: data.type,
    owner,
    unit: data.unit,
    help: data.help,
    labels: data.labels ?? {},
    ...(data.type === 'histogram' && { buckets: data.buckets }),
  }));
}
