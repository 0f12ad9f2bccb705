import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempDir } from '../testing/temp-dir.ts';
import { BootError } from './boot-error.ts';
import { importPlugins, type PluginEntry, resolveSpecifier } from './import-plugins.ts';

const sources = {
  'typed.ts': `
    interface Parts { readonly stage?: unknown }
    export default { name: 'typed', chain: 'openai', setup: (): Parts => ({}) };`,
  'plain.mjs': `
    const config = { '~standard': { version: 1, vendor: 'hand', validate: (value) => ({ value }) } };
    export default { apiVersion: 1, name: 'plain', config, setup: () => ({}) };`,
  // What compilers make of "export default" for CommonJS.
  'compiled.cjs': `
    Object.defineProperty(exports, '__esModule', { value: true });
    exports.default = { name: 'compiled', setup: () => ({}) };`,
  'nothing.mjs': 'export const name = "nothing";',
  'future.mjs': 'export default { apiVersion: 2, name: "future", setup: () => ({}) };',
  'shouting.mjs': 'export default { name: "Shouting_Plugin", setup: () => ({}) };',
  'lazy.mjs': 'export default { name: "lazy" };',
  'broken.mjs': 'throw new Error("no luck today\\nand a second line");',
};

async function importFrom(entries: readonly PluginEntry[]) {
  await using dir = await makeTempDir();
  const files = Object.entries(sources);
  await Promise.all(files.map(([name, text]) => writeFile(join(dir.path, name), text)));
  const bundled = new Map([
    ['inside', join(dir.path, 'plain.mjs')],
    ['another', join(dir.path, 'typed.ts')],
  ]);
  return await importPlugins(entries, { baseDir: dir.path, bundled, defaultChain: 'solve' });
}

async function problemsOf(...uses: readonly string[]): Promise<readonly string[]> {
  const failure: unknown = await importFrom(uses.map((use) => ({ use }))).catch((error: unknown) => error);
  if (failure instanceof BootError) return failure.problems;
  throw new Error('The import should have failed.');
}

describe('importPlugins', () => {
  it.each([
    ['./typed.ts', 'typed', 'openai'],
    ['./plain.mjs', 'plain', 'solve'],
    ['./compiled.cjs', 'compiled', 'solve'],
    ['inside', 'plain', 'solve'],
  ])('loads %s', async (use, name, chain) => {
    expect(await importFrom([{ use }])).toMatchObject([{ spec: { name }, chains: [chain] }]);
  });

  it('loads a path that is absolute', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'plain.mjs');
    await writeFile(path, sources['plain.mjs']);
    expect(await importFrom([{ use: path }])).toMatchObject([{ spec: { name: 'plain' } }]);
  });

  it('puts a plugin into the chain that its entry names', async () => {
    expect(await importFrom([{ use: './typed.ts', chain: 'batch' }])).toMatchObject([{ chains: ['batch'] }]);
  });

  it('puts a plugin into several chains, once into each', async () => {
    const chain = ['batch', 'solve', 'batch'];
    expect(await importFrom([{ use: './typed.ts', chain }])).toMatchObject([{ chains: ['batch', 'solve'] }]);
  });

  it('keeps the order of the entries', async () => {
    const loaded = await importFrom([{ use: './compiled.cjs' }, { use: './typed.ts' }, { use: 'inside' }]);
    expect(loaded.map(({ spec }) => spec.name)).toEqual(['compiled', 'typed', 'plain']);
  });

  it.each([
    ['./nothing.mjs', "'./nothing.mjs' has no default export made with definePlugin()."],
    ['./lazy.mjs', "'./lazy.mjs' has no default export made with definePlugin()."],
    ['./future.mjs', "'./future.mjs' is written for plugin API 2; this Glassgate speaks 1."],
    [
      './shouting.mjs',
      "'./shouting.mjs' calls itself 'Shouting_Plugin'; a plugin's name is kebab-case, like 'rate-limit'.",
    ],
    ['./broken.mjs', "Plugin './broken.mjs' cannot be loaded: no luck today"],
  ])('says what is wrong with %s', async (use, sentence) => {
    expect(await problemsOf(use)).toEqual([sentence]);
  });

  it('names the bundled plugins when a name is unknown, and only then', async () => {
    const [unknown, missing] = await problemsOf('insight', './missing.ts');
    expect(unknown).toMatch(/^Plugin 'insight' cannot be loaded: .*\(bundled plugins: another, inside\)$/);
    expect(missing).toMatch(/^Plugin '.\/missing.ts' cannot be loaded: [^\n]*$/);
    expect(missing).not.toContain('bundled plugins');
  });

  it('reports all plugins that cannot be loaded', async () => {
    expect(await problemsOf('./future.mjs', './typed.ts', './nothing.mjs')).toHaveLength(2);
  });
});

describe('resolveSpecifier', () => {
  it.each([
    ['chat', 'file:///app/plugins/chat/index.ts'],
    ['./mine.ts', 'file:///etc/glassgate/mine.ts'],
    ['../mine.ts', 'file:///etc/mine.ts'],
    ['/opt/mine.ts', 'file:///opt/mine.ts'],
    ['glassgate-plugin-mine', 'glassgate-plugin-mine'],
  ])('reads %s as %s', (use, specifier) => {
    const bundled = new Map([['chat', '/app/plugins/chat/index.ts']]);
    expect(resolveSpecifier(use, { baseDir: '/etc/glassgate', bundled })).toBe(specifier);
  });
});
