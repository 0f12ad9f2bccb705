import type { Registry, RegistryContentType } from 'prom-client';
import type { HttpInstruments } from '../http/probe.ts';
import type { Gauge, LabelsOf } from '../plugin-api/metrics.ts';
import type { ownCatalog } from './catalog/own-catalog.ts';
import type { Mirrors } from './mirrors.ts';
import { openMetricsType, prefersOpenMetrics, textType, toTextFormat } from './text-format.ts';

export interface ExpositionOptions {
  readonly registry: Registry<RegistryContentType>;
  readonly mirrors: Mirrors;
  readonly failed: (metric: string) => void;
  readonly series: Gauge<LabelsOf<typeof ownCatalog.series>>;
}

/** What `/metrics` answers. A metric that cannot be read is left out and counted; the others are shown. */
export function createExposition(options: ExpositionOptions): HttpInstruments['exposition'] {
  const { registry, mirrors, failed, series } = options;
  const textOf = async (name: string): Promise<string | undefined> => {
    try {
      return await registry.getSingleMetricAsString(name);
    } catch {
      // `registry.metrics()` would fail the whole scrape, and with it every alert.
      failed(name);
      return undefined;
    }
  };
  return async (accept) => {
    mirrors.read();
    const names = registry.getMetricsAsArray().map(({ name }) => name);
    const others = names.filter((name) => name !== 'glassgate_telemetry_series');
    const blocks = (await Promise.all(others.map(textOf))).filter((text) => text !== undefined);
    series.set(
      {},
      blocks.reduce((count, block) => count + samplesIn(block), 0),
    );
    blocks.push(await registry.getSingleMetricAsString('glassgate_telemetry_series'));
    if (prefersOpenMetrics(accept)) {
      return { contentType: openMetricsType, text: `${blocks.join('\n')}\n# EOF\n` };
    }
    return { contentType: textType, text: `${blocks.map(toTextFormat).join('\n\n')}\n` };
  };
}

/** Every line of a metric but those of its help and its type. */
function samplesIn(block: string): number {
  let lines = -1;
  for (let at = block.indexOf('\n'); at !== -1; at = block.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
