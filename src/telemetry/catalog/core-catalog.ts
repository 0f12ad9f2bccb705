import type { MetricCatalog, MetricData } from '../../plugin-api/metrics.ts';
import { exchangeCatalog } from './exchange-catalog.ts';
import { httpCatalog } from './http-catalog.ts';
import { ownCatalog } from './own-catalog.ts';
import { runCatalog } from './run-catalog.ts';
import { runtimeCatalog } from './runtime-catalog.ts';
import { storeCatalog } from './store-catalog.ts';
import { tracingCatalog } from './tracing-catalog.ts';

/** A metric as `/metrics` shows it, and who moves it. */
export interface CatalogedMetric {
  readonly name: string;
  /** `core`, `runtime`, or the name of a plugin. */
  readonly owner: string;
  readonly data: MetricData;
}

/** Every metric that exists without a plugin. */
export function coreMetrics(): CatalogedMetric[] {
  const core: MetricCatalog[] = [
    runCatalog,
    exchangeCatalog,
    httpCatalog,
    storeCatalog,
    tracingCatalog,
    ownCatalog,
  ];
  return [...core.flatMap((catalog) => metricsOf('core', catalog)), ...metricsOf('runtime', runtimeCatalog)];
}

function metricsOf(owner: string, catalog: MetricCatalog): CatalogedMetric[] {
  return Object.values(catalog).map((data) => ({ name: data.name, owner, data }));
}
