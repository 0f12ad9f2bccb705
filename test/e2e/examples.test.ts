import { glob, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeTempDir, startGatewayProcess, startWorker } from 'glassgate/testing';
import { dump, load } from 'js-yaml';
import { z } from 'zod';
import { planGateway } from '../../src/boot/plan-gateway.ts';

const root = resolve(import.meta.dirname, '../..');
const shoutConfig = join(root, 'examples/shout/config.yaml');

const exampleSchema = z.looseObject({
  containers: z.array(z.looseObject({ base_url: z.string() })),
  prompts: z.array(z.looseObject({ file: z.string() })),
  plugins: z.array(z.string()).default([]),
});

const composeSchema = z.looseObject({
  services: z.record(z.string(), z.unknown()),
});

async function readYaml<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(load(await readFile(path, 'utf8')));
}

/** A copy of an example's config in another folder, for a worker with another address. */
async function copyExample(path: string, { dir, workerUrl }: { dir: string; workerUrl: string }) {
  const from = dirname(path);
  const example = await readYaml(path, exampleSchema);
  const copy = {
    ...example,
    containers: example.containers.map((container) => ({ ...container, base_url: workerUrl })),
    prompts: example.prompts.map((prompt) => ({ ...prompt, file: resolve(from, prompt.file) })),
    plugins: example.plugins.map((use) => (use.startsWith('.') ? resolve(from, use) : use)),
  };
  const copied = join(dir, 'config.yaml');
  await writeFile(copied, dump(copy));
  return copied;
}

describe('examples/shout', () => {
  it('answers in capitals, and leaves the stored text as the worker said it', async () => {
    await using dir = await makeTempDir();
    await using worker = await startWorker();
    const sqlitePath = join(dir.path, 'shout.sqlite');
    const configPath = await copyExample(shoutConfig, { dir: dir.path, workerUrl: worker.url });
    await using gateway = await startGatewayProcess({ configPath, env: { SQLITE_PATH: sqlitePath } });

    const response = await fetch(`${gateway.url}/v1/solve`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ input: { text: 'hello' } }),
    });
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    using database = new DatabaseSync(sqlitePath, { readOnly: true });

    expect(await response.json()).toMatchObject({ ok: true, final: { text: 'ECHO: HELLO!!' } });
    expect(metrics).toContain('\nglassgate_shout_answers_total 1\n');
    expect(database.prepare('SELECT result_text FROM jobs').all()).toMatchObject([
      { result_text: 'echo: hello' },
    ]);
  }, 60_000);

  it('stands in the README as it is', async () => {
    const readme = await readFile(join(root, 'README.md'), 'utf8');
    const source = await readFile(join(root, 'examples/shout/shout.ts'), 'utf8');

    expect(readme).toContain(`\`\`\`ts\n${source}\`\`\``);
  });
});

describe('every example', () => {
  it('has a configuration without a problem or a warning', async () => {
    const warnings: Record<string, readonly unknown[]> = {};
    for await (const path of glob('examples/*/config.yaml', { cwd: root })) {
      const plan = await planGateway(join(root, path), {});
      warnings[path] = plan.warnings;
    }

    expect(warnings).toEqual({
      'examples/compose/config.yaml': [],
      'examples/shout/config.yaml': [],
    });
  });
});

describe('docker-compose.yml', () => {
  const composePath = join(root, 'docker-compose.yml');

  it('starts the workers that its configuration names', async () => {
    const { services } = await readYaml(composePath, composeSchema);
    const { containers } = await readYaml(join(root, 'examples/compose/config.yaml'), exampleSchema);

    const configured = containers.map(({ base_url: url }) => new URL(url).host);
    const started = Object.keys(services).filter((name) => name.startsWith('worker-'));
    expect(configured).toEqual(started.map((name) => `${name}:8001`));
  });
});
