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

const original = `---
config:
  allow_socks_override: No
  fanout: 3
  containers:
    - id: camoufox-1
      base_url: http://127.0.0.1:8001/
      enabled: yes
      labels: [a, b]
      timeouts: { connect_seconds: "5", read_seconds: "\${env:SECONDS}" }
      analyze_retries: '0'
    - id: "no"
      base_url: http://127.0.0.1:8002
      enabled: off
  socks: []
  profiles:
    - profile_id: "yes"
      profile_value: /data/profiles/profile-001
      socks_id:
      allowed_containers: [camoufox-1]
      max_uses: "100"
      pending_replace: on
  prompts:
    - { prompt_id: default, file: ./prompts/default.txt, default_max_chat_uses: "30" }
  container_io_log: { enabled: Yes, include_bodies: "false" }
  shutdown: { drain_seconds: "25" }
`;

const orderSentence =
  "Plugin 'chat' needs 'container', but nothing before it provides it; put 'selector' before it.";
const wrongOrder = ['solve', 'prompt', 'profile', 'lock', 'chat', 'selector', 'upstream'];

describe('planGateway', () => {
  it('takes the usual plugins when the config names none', async () => {
    const { plugins, configs } = await plan({});
    const names = plugins.map(({ spec }) => spec.name);
    expect(names).toEqual(expect.arrayContaining(['solve', 'jobs', 'upstream', 'io-log']));
    expect(new Set(plugins.flatMap(({ chains }) => chains))).toEqual(new Set(['solve', 'openai']));
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

  it('checks the rest of the file when the name of a plugin is misspelt, and says which was meant', async () => {
    const planned = plan({
      plugins: ['solve', 'selector', 'upstrem'],
      containers: [{ id: 'c1', base_url: 'ftp://h' }],
    });
    await expect(planned).rejects.toThrow(
      "Plugin 'upstrem' cannot be loaded: neither a bundled plugin nor a package; did you mean 'upstream'?",
    );
    await expect(planned).rejects.toThrow(/config\.yaml:\d+:\d+ containers\[0\]\.base_url: /);
  });

  it('warns of a pool that cannot serve', async () => {
    const profile = { profile_id: 'p1', profile_value: '/p' };
    const container = { id: 'c1', base_url: 'http://127.0.0.1:1' };
    const warned = async (config: object) =>
      (await plan(config)).warnings.map(({ path, message }) => `${path.join('.')}: ${message}`);
    expect(
      await warned({
        containers: [container],
        profiles: [{ ...profile, allowed_containers: ['c1', 'zz'] }],
        prompts: [{ prompt_id: 'short', file: './missing.txt' }],
      }),
    ).toEqual([
      "prompts: There is no prompt 'default'; requests that name none will be refused.",
      'prompts.0.file: ./missing.txt does not exist.',
      "profiles.0.allowed_containers.1: There is no container 'zz'.",
    ]);
    expect(await warned({ containers: [container] })).toContain(
      'profiles: There is no profile; every solve will be refused.',
    );
    expect(await warned({ profiles: [profile], containers: [] })).toContain(
      'containers: No container is enabled; every solve will be refused.',
    );
    expect(await warned({})).toEqual([]);
  });

  it('does not call a key ignored that its plugin refuses', async () => {
    const planned = plan({ auth: { clients: [{ id: 'a', name: 'a', key: 'k'.repeat(16) }] } });
    await expect(planned).rejects.toMatchObject({
      problems: [{ path: ['auth', 'clients', 0, 'id'], message: 'Unknown key; remove it.' }],
    });
  });

  it('names the key that begins with an unknown one', async () => {
    const { warnings } = await plan({ queue: { max_wait: 3 } });
    expect(warnings.map(({ message }) => message)).toEqual([
      "Unknown key 'max_wait' is ignored; did you mean 'max_wait_seconds'?",
    ]);
  });

  it('reads a file as it was written for the original, YAML 1.1 and all', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'config.yaml');
    await writeFile(path, original);

    const { core, configs, warnings, document } = await planGateway(path, { SECONDS: '7.5' });

    expect(configs.get('selector')).toMatchObject({
      containers: [
        {
          id: 'camoufox-1',
          enabled: true,
          timeouts: { connect_seconds: 5, read_seconds: 7.5 },
          analyze_retries: 0,
        },
        { id: 'no', enabled: false },
      ],
    });
    expect(configs.get('profile')).toMatchObject({
      allow_socks_override: false,
      profiles: [{ profile_id: 'yes', pending_replace: true, max_uses: 100 }],
    });
    expect(configs.get('prompt')).toEqual({
      prompts: [{ prompt_id: 'default', file: './prompts/default.txt', default_max_chat_uses: 30 }],
    });
    expect(configs.get('io-log')).toMatchObject({
      container_io_log: { enabled: true, include_bodies: false },
    });
    expect(core.shutdown.drainSeconds).toBe(25);
    expect(document.baseDir).toBe(dir.path);
    expect(warnings.map(({ path: key }) => key.join('.'))).toEqual(
      expect.arrayContaining(['fanout', 'containers.0.labels']),
    );
  });

  it('names file, line and key of a word that is no boolean in such a file', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'config.yaml');
    await writeFile(path, original.replace('enabled: off', 'enabled: sometimes'));

    await expect(planGateway(path, { SECONDS: '1' })).rejects.toThrow(
      /config\.yaml:14:\d+ containers\[1\]\.enabled: Expected true or false, got a string;/,
    );
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
