import { readFile } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { load } from 'js-yaml';
import { planGateway } from '../boot/plan-gateway.ts';
import { makeTempDir } from '../testing/temp-dir.ts';
import { writeDemoConfig } from './demo-config.ts';

interface Shipped {
  readonly containers: readonly { readonly id: string; readonly base_url: string }[];
  readonly prompts: readonly { readonly file: string }[];
}

async function read(path: string): Promise<Shipped> {
  return load(await readFile(path, 'utf8')) as Shipped;
}

const shippedPath = resolve(import.meta.dirname, '../../config.yaml');

describe('the config of the demo', () => {
  it('is the shipped one, with the workers of this run and prompts that are found from anywhere', async () => {
    await using dir = await makeTempDir();
    const { containers, prompts, ...rest } = await read(shippedPath);
    const urls = new Map(containers.map(({ id }, index) => [id, `http://127.0.0.1:${4000 + index}`]));

    const path = await writeDemoConfig(dir.path, urls);

    const written = await read(path);
    expect(written).toMatchObject(rest);
    expect(written.containers).toEqual(
      containers.map((container) => ({ ...container, base_url: urls.get(container.id) })),
    );
    expect(written.prompts).toHaveLength(prompts.length);
    expect(written.prompts.every(({ file }) => isAbsolute(file))).toBe(true);
    await Promise.all(written.prompts.map(({ file }) => readFile(file)));
    await expect(planGateway(path, {})).resolves.toMatchObject({ warnings: [] });
  });
});
