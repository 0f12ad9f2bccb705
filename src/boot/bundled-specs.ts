import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { readPluginModule } from '../kernel/plugin-module.ts';
import type { AnyPlugin } from '../plugin-api/plugin.ts';
import { bundledPlugins } from './bundled-plugins.ts';

/** Every plugin that this copy of Glassgate brings, not set up, by name. */
export async function bundledSpecs(): Promise<AnyPlugin[]> {
  // A folder without an entry file is no plugin.
  const bundled = [...(await bundledPlugins())]
    .filter(([, file]) => existsSync(file))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const read = await Promise.all(
    bundled.map(async ([name, file]) => readPluginModule(await import(pathToFileURL(file).href), name)),
  );
  return read.filter((spec) => typeof spec !== 'string');
}
