import { intakeMetrics } from '../http/http-meter.ts';
import type { MetricCatalog } from '../plugin-api/metrics.ts';
import { type CatalogedMetric, coreMetrics } from '../telemetry/catalog/core-catalog.ts';
import { metricName } from '../telemetry/metric-families.ts';
import { bundledSpecs } from './bundled-specs.ts';
import { configMetrics } from './config-metrics.ts';
import { redactionMetrics } from './redaction-metrics.ts';
import { tableMetrics } from './table-rows.ts';

/** Parts of the core that declare their metrics as a plugin would, under these names. */
const parts: Readonly<Record<string, MetricCatalog>> = {
  config: configMetrics,
  http: intakeMetrics,
  redaction: redactionMetrics,
  store: tableMetrics,
};

/** Every metric of the core and of the plugins that this copy of Glassgate brings. */
export async function metricCatalog(): Promise<CatalogedMetric[]> {
  const ofParts = Object.entries(parts).flatMap(([part, catalog]) =>
    metricsOf(part, { catalog, owner: 'core' }),
  );
  const ofPlugins = (await bundledSpecs()).flatMap(({ name, metrics = {} }) =>
    metricsOf(name, { catalog: metrics, owner: name }),
  );
  return [...coreMetrics(), ...ofParts, ...ofPlugins];
}

function metricsOf(
  prefix: string,
  { catalog, owner }: { readonly catalog: MetricCatalog; readonly owner: string },
): CatalogedMetric[] {
  return Object.values(catalog).map((data) => ({ name: metricName(prefix, data), owner, data }));
}
