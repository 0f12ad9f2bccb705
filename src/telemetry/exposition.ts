import type { Counter, Registry } from 'prom-client';
import type { HttpInstruments } from '../http/probe.ts';
import type { Collectors } from './collectors.ts';

export interface ExpositionOptions {
  readonly registry: Registry;
  readonly collectors: Collectors;
  readonly errors: Counter<'plugin'>;
}

/** The text of `/metrics`. A metric that cannot be read is left out and counted; the others are shown. */
export function createExposition({
  registry,
  collectors,
  errors,
}: ExpositionOptions): HttpInstruments['exposition'] {
  const textOf = async (name: string): Promise<string | undefined> => {
    try {
      return await registry.getSingleMetricAsString(name);
    } catch {
      // `registry.metrics()` would fail the whole scrape, and with it every alert.
      errors.inc({ plugin: 'core' });
      return undefined;
    }
  };
  return async () => {
    collectors.collect();
    const names = registry.getMetricsAsArray().map(({ name }) => name);
    const texts = await Promise.all(names.map(textOf));
    return {
      contentType: registry.contentType,
      text: `${texts.filter((text) => text !== undefined).join('\n\n')}\n`,
    };
  };
}
