// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in config.yaml look like template placeholders
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type AnyPlugin, definePlugin } from '../plugin-api/plugin.ts';
import { makeTempDir } from '../testing/temp-dir.ts';
import { type CompleteConfig, completeConfig, type LoadedConfig, loadConfig } from './load-config.ts';
import type { Env } from './references.ts';

const setup = () => ({});

const containerSection = z.object({
  containers: z
    .array(z.object({ id: z.string(), base_url: z.url(), enabled: z.boolean().default(true) }))
    .default([]),
});
const selector = definePlugin({ name: 'selector', config: containerSection, setup });

const prompt = definePlugin({
  name: 'prompt',
  config: z.object({ prompts: z.array(z.object({ prompt_id: z.string() })).default([]) }),
  setup,
});

const limiter = definePlugin({ name: 'limiter', config: z.object({ per_minute: z.int() }), setup });

async function load(yaml: string, env: Env = {}): Promise<LoadedConfig> {
  await using dir = await makeTempDir();
  const path = join(dir.path, 'config.yaml');
  await writeFile(path, yaml);
  return await loadConfig({ path, env });
}

async function complete(yaml: string, plugins: readonly AnyPlugin[], env: Env = {}): Promise<CompleteConfig> {
  const loaded = await load(yaml, env);
  return await completeConfig(loaded, { plugins, entries: loaded.core.plugins ?? [] });
}

async function refusal(work: Promise<unknown>): Promise<string[]> {
  const error = await work.then(
    () => new Error('nothing was refused'),
    (reason: Error) => reason,
  );
  return error.message.split('\n').map((line) => line.replace(/^.*config\.yaml/, 'config.yaml'));
}

describe('loadConfig', () => {
  it('fills the core with defaults', async () => {
    const { core } = await load('');

    expect(core).toEqual({
      plugins: undefined,
      log: {
        level: undefined,
        file: undefined,
        maxBytes: 50_000_000,
        backupCount: 5,
        recentBytes: 8_388_608,
      },
      http: { bodyBytesInFlight: 536_870_912, trustProxy: false },
      spans: { events: 'both', genAi: 'latest', trustIncomingTrace: true },
      flightRecorder: { maxBytes: 16_777_216, slowMs: 30_000 },
      shutdown: { drainSeconds: 600 },
      store: { maxWaitSeconds: 5 },
    });
  });

  it('reads the core, with paths from the directory of the file', async () => {
    const { core, document } = await load(
      'plugins:\n  - prompt\n  - { use: ./mine.ts, chain: openai, config: { a: 1 } }\n' +
        '  - { use: ./both.ts, chain: [openai, solve] }\n' +
        'log: { level: WARNING, file: logs/gate.log, max_bytes: 10, backup_count: 0 }\nshutdown: { drain_seconds: 0.5 }\n',
    );

    expect(core.plugins).toEqual([
      { use: 'prompt', path: ['plugins', 0] },
      { use: './mine.ts', chain: 'openai', config: { a: 1 }, path: ['plugins', 1] },
      { use: './both.ts', chain: ['openai', 'solve'], path: ['plugins', 2] },
    ]);
    expect(core.log).toEqual({
      level: 'warn',
      file: join(document.baseDir, 'logs/gate.log'),
      maxBytes: 10,
      backupCount: 0,
      recentBytes: 8_388_608,
    });
    expect(core.shutdown.drainSeconds).toBe(0.5);
  });

  it('throws everything found so far when the plugins cannot be known', async () => {
    const lines = await refusal(
      load('plugins:\n  - prompt\n  - { chain: 5 }\n  - 7\nlog: { level: loud }\na: ${env:A}\n'),
    );

    expect(lines).toEqual([
      'config.yaml:3:5 plugins[1].use: Missing: expected a string.',
      'config.yaml:3:7 plugins[1].chain: Expected a string or a list.',
      'config.yaml:4:5 plugins[2]: Expected a string or a mapping.',
      expect.stringMatching(/^config\.yaml:5:8 log\.level: Expected one of trace, debug/),
      "config.yaml:6:1 a: Environment variable 'A' is not set; ${env:A} needs it.",
    ]);
  });
});

describe('completeConfig', () => {
  it('gives every plugin the keys it declares', async () => {
    const bare = definePlugin({ name: 'bare', setup });

    const { configs, warnings } = await complete(
      'containers:\n  - { id: a, base_url: "http://${env:WORKER}" }\nprompts: []\n',
      [selector, prompt, bare],
      { WORKER: 'worker-1' },
    );

    expect([...configs]).toEqual([
      ['selector', { containers: [{ id: 'a', base_url: 'http://worker-1', enabled: true }] }],
      ['prompt', { prompts: [] }],
      ['bare', {}],
    ]);
    expect(warnings).toEqual([]);
  });

  it("lays the entry's own config over the top level", async () => {
    const { configs } = await complete(
      'per_minute: 1\nplugins:\n  - { use: x, config: { per_minute: 2 } }\n',
      [limiter],
    );

    expect(configs.get('limiter')).toEqual({ per_minute: 2 });
  });

  it('reports the problems of all plugins, of the core and of references together', async () => {
    const lines = await refusal(
      complete(
        [
          'plugins:',
          '  - selector',
          '  - prompt',
          '  - use: limiter',
          '    config:',
          '      per_minute: many',
          'containers:',
          '  - id: a',
          '    base_url: not-a-url',
          '  - base_url: ${env:GONE}',
          '    enabeld: false',
          'prompts: {}',
          'shutdown: { drain_seconds: -1 }',
        ].join('\n'),
        [selector, prompt, limiter],
      ),
    );

    expect(lines).toEqual([
      'config.yaml:6:7 plugins[2].config.per_minute: Expected a number, got a string.',
      'config.yaml:9:5 containers[0].base_url: Expected a URL, such as http://127.0.0.1:8001.',
      "config.yaml:10:5 containers[1].base_url: Environment variable 'GONE' is not set; ${env:GONE} needs it.",
      'config.yaml:10:5 containers[1].id: Missing: expected a string.',
      "config.yaml:11:5 containers[1].enabeld: warning: Unknown key 'enabeld' is ignored; did you mean 'enabled'?",
      'config.yaml:12:1 prompts: Expected a list, got a mapping.',
      'config.yaml:13:13 shutdown.drain_seconds: Must be at least 0.',
    ]);
  });

  it('names both plugins that claim one key, and the core', async () => {
    const other = definePlugin({ name: 'other', config: containerSection, setup });
    const greedy = definePlugin({ name: 'greedy', config: z.object({ log: z.unknown().optional() }), setup });

    expect(await refusal(complete('\ncontainers: []\n', [selector, other, greedy]))).toEqual([
      "config.yaml:2:1 containers: Plugins 'selector' and 'other' both declare the key 'containers'; use only one of them.",
      "config.yaml:2:1 log: Plugin 'greedy' declares the key 'log', which belongs to the core.",
    ]);
  });

  it('gives a schema of another library only the config of its entry', async () => {
    const foreign: AnyPlugin = {
      name: 'foreign',
      config: {
        '~standard': {
          version: 1,
          vendor: 'handmade',
          validate: async (value) =>
            JSON.stringify(value) === '{"mode":"x"}'
              ? { value: 'accepted' }
              : { issues: [{ message: `Bad ${JSON.stringify(value)}`, path: ['mode'] }] },
        },
      },
      setup,
    };
    const yaml = (mode: string) =>
      `mode: top\nplugins:\n  - use: foreign\n    config:\n      mode: ${mode}\n`;

    const { configs } = await complete(yaml('x'), [foreign]);

    expect(configs.get('foreign')).toBe('accepted');
    expect(await refusal(complete(yaml('${env:SECRET}'), [foreign], { SECRET: 'hunter22' }))).toEqual([
      expect.stringContaining("Unknown key 'mode' is ignored"),
      'config.yaml:5:7 plugins[0].config.mode: Bad {"mode":"***"}.',
    ]);
  });

  it('reports a schema that breaks as a problem of its plugin', async () => {
    const broken = definePlugin({
      name: 'broken',
      config: z.object({}).transform(() => {
        throw new TypeError('secret inside');
      }),
      setup,
    });

    expect(await refusal(complete('', [broken]))).toEqual([
      "config.yaml: Plugin 'broken': The check of the configuration itself failed with TypeError.",
    ]);
  });
});
