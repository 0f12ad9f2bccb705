import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { makeTempDir } from '../testing/temp-dir.ts';
import { planGateway } from './plan-gateway.ts';

/** Plan a gateway from a config, as it would stand in config.yaml. */
async function plan(config: object, files: Readonly<Record<string, string>> = {}) {
  await using dir = await makeTempDir();
  const path = join(dir.path, 'config.yaml');
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir.path, name), text);
  await writeFile(path, dump(config));
  return await planGateway(path, {});
}

const orderSentence =
  "Plugin 'chat' needs 'container', but nothing before it provides it; put 'selector' before it.";
const wrongOrder = ['solve', 'prompt', 'profile', 'lock', 'chat', 'selector', 'upstream'];

describe('planGateway', () => {
  it('takes the usual plugins when the config names none', async () => {
    const { plugins, configs } = await plan({});
    const names = plugins.map(({ spec }) => spec.name);
    expect(names).toEqual(expect.arrayContaining(['solve', 'jobs', 'upstream', 'io-log']));
    expect(plugins.every(({ chain }) => chain === 'solve')).toBe(true);
    expect([...configs.keys()].sort()).toEqual([...names].sort());
  });

  it('refuses an order that cannot work', async () => {
    await expect(plan({ plugins: wrongOrder })).rejects.toMatchObject({ problems: [orderSentence] });
  });

  it('reports problems of the config and of the order together', async () => {
    const planned = plan({ plugins: wrongOrder, containers: [{ id: 'c1', base_url: 'ftp://h' }] });
    await expect(planned).rejects.toThrow(orderSentence);
    await expect(planned).rejects.toThrow(/config\.yaml:\d+:\d+ containers\[0\]\.base_url: /);
  });

  it('reports problems of the config and of plugins that cannot be loaded together', async () => {
    const planned = plan({ plugins: ['solve', './missing.mjs'], log: { level: 'loud' } });
    await expect(planned).rejects.toThrow("Plugin './missing.mjs' cannot be loaded");
    await expect(planned).rejects.toThrow(/config\.yaml:\d+:\d+ log\.level: /);
  });

  it('finds third-party plugins beside the config file and validates what is theirs', async () => {
    const files = {
      'mine.mjs': `
        const validate = (value) =>
          value.volume > 3 ? { issues: [{ message: 'Too loud.', path: ['volume'] }] } : { value: { loud: true } };
        export default {
          name: 'mine',
          config: { '~standard': { version: 1, vendor: 'hand', validate } },
          setup: () => ({}),
        };`,
    };
    const entry = (volume: number) => ({ plugins: [{ use: './mine.mjs', config: { volume } }] });
    expect((await plan(entry(1), files)).configs.get('mine')).toEqual({ loud: true });
    await expect(plan(entry(9), files)).rejects.toThrow(/plugins\[0\]\.config\.volume: Too loud\./);
  });
});
