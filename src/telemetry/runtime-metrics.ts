import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client';

// Gauges whose names claim to be counters: promtool refuses them, and their parts by type stay.
const misnamed = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** What the process itself is doing, and which build it is. */
export function registerRuntimeMetrics(registry: Registry, version: string): void {
  collectDefaultMetrics({ register: registry });
  for (const name of misnamed) registry.removeSingleMetric(name);
  const build = new Gauge({
    name: 'glassgate_build_info',
    help: 'Always 1; the labels say which Glassgate runs on which Node.js.',
    labelNames: ['version', 'node_version'],
    registers: [registry],
  });
  build.set({ version, node_version: process.versions.node }, 1);
}
