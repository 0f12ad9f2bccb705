import { metricCatalog } from '../../src/boot/metric-catalog.ts';
import { type MetricJson, metricsJson } from '../../src/telemetry/catalog/metrics-json.ts';
import { type MetricUse, promqlNames } from '../promql-names.ts';

const disk = ['device', 'fstype', 'mountpoint'];
const device = ['device'];

/** Metrics that Prometheus, Alertmanager and the node exporter make themselves. */
const foreign: Readonly<Record<string, readonly string[]>> = {
  up: [],
  ALERTS: ['alertname', 'alertstate'],
  scrape_samples_scraped: [],
  scrape_duration_seconds: [],
  scrape_samples_post_metric_relabeling: [],
  prometheus_rule_evaluation_failures_total: ['rule_group'],
  alertmanager_notifications_total: ['integration'],
  alertmanager_notifications_failed_total: ['integration', 'reason'],
  node_uname_info: ['nodename'],
  node_cpu_seconds_total: ['cpu', 'mode'],
  node_load5: [],
  node_memory_MemAvailable_bytes: [],
  node_memory_MemTotal_bytes: [],
  node_filesystem_avail_bytes: disk,
  node_filesystem_size_bytes: disk,
  node_filesystem_files: disk,
  node_filesystem_files_free: disk,
  node_filesystem_readonly: disk,
  node_disk_read_bytes_total: device,
  node_disk_written_bytes_total: device,
  node_network_receive_bytes_total: device,
  node_network_transmit_bytes_total: device,
  node_network_receive_errs_total: device,
  node_network_transmit_errs_total: device,
};
const ofPrometheus = ['job', 'instance'];

interface RecordedRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Says what an expression names that does not exist; empty when all does. */
export type CatalogCheck = (expression: string) => readonly string[];

/** Knows the metrics of the catalog, of Prometheus itself, and the recording rules. */
export async function catalogCheck(records: readonly RecordedRule[]): Promise<CatalogCheck> {
  const catalog = new Map(metricsJson(await metricCatalog()).map((metric) => [metric.name, metric]));
  const recorded = new Map<string, Set<string>>();
  for (const { record, expr, labels = {} } of records) {
    const known = recorded.get(record) ?? new Set(ofPrometheus);
    for (const label of [...Object.keys(labels), ...promqlNames(expr).groupings]) known.add(label);
    recorded.set(record, known);
  }
  const labelsOf = (name: string): readonly string[] | undefined => {
    const metric = inCatalog(catalog, name);
    if (metric !== undefined)
      return [...Object.keys(metric.labels), ...(isBucket(name, metric) ? ['le'] : [])];
    return foreign[name] ?? (recorded.has(name) ? [...(recorded.get(name) ?? [])] : undefined);
  };
  const faultsOf = ({ name, matchers }: MetricUse): string[] => {
    const labels = labelsOf(name);
    if (labels === undefined) return [`no metric ${name}`];
    const closed = inCatalog(catalog, name)?.labels ?? {};
    return matchers.flatMap(({ label, operator, value }) => {
      if (!labels.includes(label) && !ofPrometheus.includes(label)) return [`${name} has no label ${label}`];
      const values = closed[label];
      if (!isList(values)) return [];
      const wanted = operator.endsWith('~') ? value.split('|') : [value];
      return (
        wanted
          // What Grafana fills in, and nothing at all, fit every label.
          .filter((one) => !one.startsWith('$') && one !== '' && !values.includes(one))
          .map((one) => `${name}: ${label} is never '${one}'`)
      );
    });
  };
  return (expression) => {
    const { metrics, groupings } = promqlNames(expression);
    const known = new Set([...ofPrometheus, ...metrics.flatMap(({ name }) => labelsOf(name) ?? [])]);
    const unknown = groupings
      .filter((label) => !known.has(label))
      .map((label) => `groups by unknown ${label}`);
    return [...metrics.flatMap(faultsOf), ...unknown];
  };
}

function inCatalog(catalog: ReadonlyMap<string, MetricJson>, name: string): MetricJson | undefined {
  const histogram = catalog.get(name.replace(/_(bucket|count|sum)$/, ''));
  return catalog.get(name) ?? (histogram?.type === 'histogram' ? histogram : undefined);
}

function isBucket(name: string, metric: MetricJson): boolean {
  return metric.type === 'histogram' && name.endsWith('_bucket');
}

function isList(values: unknown): values is readonly string[] {
  return Array.isArray(values);
}
