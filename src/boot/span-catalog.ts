import type { PluginSpans } from '../telemetry/catalog/cataloged-span.ts';
import { bundledSpecs } from './bundled-specs.ts';

/** What the plugins that this copy of Glassgate brings write into traces. */
export async function pluginSpans(): Promise<PluginSpans[]> {
  const specs = await bundledSpecs();
  return specs.flatMap(({ name, spans }) => (spans === undefined ? [] : [{ plugin: name, spans }]));
}
