import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { buildGateway } from 'glassgate/testing';
import { bundledPlugins, usualPlugins } from '../../src/boot/bundled-plugins.ts';

const page = resolve(import.meta.dirname, '../../docs/metrics.md');
// The live configuration declares its metrics as a plugin would.
const bundled = ['config', ...usualPlugins(await bundledPlugins())];

it('lists every metric of the bundled plugins in docs/metrics.md, with its type and help', async () => {
  await using gateway = await buildGateway({});
  const [core = '', plugins = ''] = (await readFile(page, 'utf8')).split('\n## Plugins');
  const ofCore = new Set(rowsOf(core).map(({ name }) => name));
  const registered = describedIn(await gateway.metrics()).filter(
    ({ name }) => isOfPlugin(name) && !ofCore.has(name),
  );

  const rows = rowsOf(plugins);

  expect(rows).toEqual(registered.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
});

interface Described {
  readonly name: string;
  readonly type: string;
  readonly help: string;
}

function isOfPlugin(name: string): boolean {
  return bundled.some((plugin) => name.startsWith(`glassgate_${plugin.replaceAll('-', '_')}_`));
}

function describedIn(exposition: string): Described[] {
  return [...exposition.matchAll(/^# HELP (\S+) (.*)\n# TYPE \S+ (\S+)$/gm)].map(([, name, help, type]) => ({
    name: name ?? '',
    type: type ?? '',
    help: help ?? '',
  }));
}

function rowsOf(markdown: string): Described[] {
  return [...markdown.matchAll(/^\| `(\w+)` \| (\w+) \| [^|]* \| [^|]* \| ([^|]*) \|/gm)].map(
    ([, name, type, help]) => ({ name: name ?? '', type: type ?? '', help: help ?? '' }),
  );
}
