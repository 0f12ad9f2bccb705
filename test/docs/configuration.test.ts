import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { bundledPlugins, usualPlugins } from '../../src/boot/bundled-plugins.ts';
import { describePlan } from '../../src/boot/describe-plan.ts';
import { planGateway } from '../../src/boot/plan-gateway.ts';

const root = resolve(import.meta.dirname, '../..');
const page = await readFile(resolve(root, 'docs/configuration.md'), 'utf8');

describe('docs/configuration.md', () => {
  it('names the plugins that are loaded without a list, in order', async () => {
    const [, sentence = ''] = /^Without `plugins` they are (.*), as far as/m.exec(page) ?? [];

    const named = [...sentence.matchAll(/`([\w-]+)`/g)].map(([, name]) => name);
    expect(named).toEqual(usualPlugins(await bundledPlugins()));
  });

  it('shows what the check prints for the shipped config', async () => {
    const [, shown] = /^\$ CONFIG_PATH=config\.yaml npm run -s check:config\n(.*?)^```$/ms.exec(page) ?? [];

    expect(shown).toBe(describePlan(await planGateway(resolve(root, 'config.yaml'), {})));
  });
});
