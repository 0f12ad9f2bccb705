import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { intakeMetrics } from '../http/http-meter.ts';
import { readPluginModule } from '../kernel/plugin-module.ts';
import type { MetricCatalog } from '../plugin-api/metrics.ts';
import { type CatalogedMetric, coreMetrics } from '../telemetry/catalog/core-catalog.ts';
import { metricName } from '../telemetry/metric-families.ts';
import { bundledPlugins } from './bundled-plugins.ts';
import { configMetrics } from './config-metrics.ts';
import { redactionMetrics } from './redaction-metrics.ts';

/** Parts of the core that declare their metrics as a plugin would, under these names. */
const parts: Readonly<Record<string, MetricCatalog>> = {
  config: configMetrics,
  http: intakeMetrics,
  redaction: redactionMetrics,
};

/** Every metric of the core and of the plugins that this copy of Glassgate brings. */
export async function metricCatalog(): Promise<CatalogedMetric[]> {
  const ofParts = Object.entries(parts).flatMap(([part, catalog]) =>
    metricsOf(part, { catalog, owner: 'core' }),
  );
  // A folder without an entry file is no plugin.
  const bundled = [...(await bundledPlugins())]
    .filter(([, file]) => existsSync(file))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const ofPlugins = await Promise.all(
    bundled.map(async ([name, file]) => {
      const spec = readPluginModule(await import(pathToFileURL(file).href), name);
      return typeof spec === 'string'
        ? []
        : metricsOf(spec.name, { catalog: spec.metrics ?? {}, owner: spec.name });
    }),
  );
  return [...coreMetrics(), ...ofParts, ...ofPlugins.flat()];
}

function metricsOf(
  prefix: string,
  { catalog, owner }: { readonly catalog: MetricCatalog; readonly owner: string },
): CatalogedMetric[] {
  return Object.values(catalog).map((data) => ({ name: metricName(prefix, data), owner, data }));
}
