import { access } from 'node:fs/promises';
import { bundledPlugins, usualPlugins } from './bundled-plugins.ts';

describe('bundledPlugins', () => {
  it('finds the entry file of every plugin folder', async () => {
    const bundled = await bundledPlugins();
    expect([...bundled.keys()]).toEqual(expect.arrayContaining(['solve', 'chat', 'upstream']));
    await Promise.all([...bundled.values()].map((path) => access(path)));
  });
});

describe('usualPlugins', () => {
  it('passes over a plugin whose folder was deleted, and keeps the order of the others', async () => {
    const bundled = new Map(await bundledPlugins());
    const all = usualPlugins(bundled);
    bundled.delete('io-log');
    bundled.set('mine', '/plugins/mine/index.ts');
    expect(usualPlugins(bundled)).toEqual(all.filter((name) => name !== 'io-log'));
    expect(all.indexOf('lock')).toBeLessThan(all.indexOf('selector'));
  });
});
