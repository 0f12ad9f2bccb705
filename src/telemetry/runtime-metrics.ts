import { collectDefaultMetrics, type Registry, type RegistryContentType } from 'prom-client';

// Gauges whose names claim to be counters: promtool refuses them, and their parts by type stay.
const misnamed = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** What the process itself is doing. */
export function registerRuntimeMetrics(registry: Registry<RegistryContentType>): void {
  const known = new Set(registry.getMetricsAsArray().map(({ name }) => name));
  collectDefaultMetrics({ register: registry as Registry });
  for (const name of misnamed) registry.removeSingleMetric(name);
  for (const { name } of registry.getMetricsAsArray()) {
    if (!known.has(name) && name.endsWith('_total')) shorten(registry, name);
  }
}

// In OpenMetrics the ending of a counter belongs to its samples; prom-client adds it there a second time.
function shorten(registry: Registry<RegistryContentType>, name: string): void {
  const metric = registry.getSingleMetric(name);
  if (metric === undefined) return;
  registry.removeSingleMetric(name);
  Object.assign(metric, { name: name.replace(/_total$/, '') });
  registry.registerMetric(metric);
}
