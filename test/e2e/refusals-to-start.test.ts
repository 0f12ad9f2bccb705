import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { openPool, type PoolOptions } from './pool.ts';
import { solve } from './solve.ts';

const limitMs = 30_000;

/** What a gateway that does not start writes to stderr; it must have ended with 1. */
async function refusal(options: PoolOptions, env: Readonly<Record<string, string>> = {}): Promise<string> {
  await using pool = await openPool({ workers: [], ...options });
  const started: unknown = await pool.start(env).catch((error: unknown) => error);
  const [, text] = /^The program ended with 1 before it listened:\n(.*)$/s.exec(messageOf(started)) ?? [];
  if (text === undefined) throw new Error('The gateway should have ended with 1.', { cause: started });
  expect(text).not.toMatch(/^ {2,}at /m);
  return text.replaceAll(pool.configPath, 'config.yaml');
}

function messageOf(value: unknown): string {
  return value instanceof Error ? value.message : '';
}

describe('the gateway does not start', () => {
  it.concurrent(
    'without CONFIG_PATH, and names the demo',
    async () => {
      expect(await refusal({}, { CONFIG_PATH: '' })).toMatch(
        /^Glassgate cannot run\.\nCONFIG_PATH .*npm run demo/,
      );
    },
    limitMs,
  );

  it.concurrent(
    'with a file that is not there',
    async () => {
      expect(await refusal({}, { CONFIG_PATH: '/nowhere/config.yaml' })).toMatch(
        /^Glassgate cannot run\.\n\/nowhere\/config\.yaml: .*does not exist/,
      );
    },
    limitMs,
  );

  it.concurrent(
    'with text that is no YAML, and names file and line',
    async () => {
      const files = { 'config.yaml': 'containers: []\nprofiles: [\n  a: {\n' };
      expect(await refusal({ files })).toMatch(/^Glassgate cannot run\.\nconfig\.yaml:\d+:\d+/);
    },
    limitMs,
  );

  it.concurrent(
    'with values of the wrong kind, and names file, line and key of all of them',
    async () => {
      const files = {
        'config.yaml': [
          'containers:',
          '  - id: c1',
          '    base_url: nowhere',
          'profiles:',
          '  - { profile_id: p1 }',
          'log: { level: loud }',
        ].join('\n'),
      };
      const text = await refusal({ files });
      expect(text).toMatch(/^config\.yaml:3:5 containers\[0\]\.base_url: /m);
      expect(text).toMatch(/^config\.yaml:5:\d+ profiles\[0\]\.profile_value: /m);
      expect(text).toMatch(/^config\.yaml:6:\d+ log\.level: /m);
    },
    limitMs,
  );

  it.concurrent(
    'with plugins in an order that cannot work, and names both',
    async () => {
      const plugins = ['solve', 'prompt', 'jobs', 'profile', 'lock', 'chat', 'selector', 'upstream'];
      expect(await refusal({ config: { plugins } })).toBe(
        'Glassgate cannot run.\n' +
          "Plugin 'chat' needs 'container', but nothing before it provides it; put 'selector' before it.\n",
      );
    },
    limitMs,
  );

  it.concurrent(
    'on a port that is taken',
    async () => {
      await using blocker = createServer();
      await once(blocker.listen(0, '127.0.0.1'), 'listening');
      const { port } = blocker.address() as AddressInfo;
      expect(await refusal({}, { PORT: String(port) })).toMatch(
        new RegExp(`address already in use.*127\\.0\\.0\\.1:${port}`),
      );
    },
    limitMs,
  );

  it.concurrent(
    'on a database that is none',
    async () => {
      expect(await refusal({ files: { 'glassgate.sqlite': 'no database'.repeat(100) } })).toMatch(
        /^Glassgate cannot run\.\nSTORE_UNAVAILABLE: /,
      );
    },
    limitMs,
  );

  it.concurrent(
    'on a database that another gateway uses, which goes on undisturbed',
    async () => {
      await using pool = await openPool({ workers: [{ script: { rules: [{ kind: 'hang', times: 1 }] } }] });
      await using first = await pool.start();
      const reply = solve(first, { text: 'hi' });
      await pool.workers[0]?.until(({ counts }) => counts.tasks === 1);

      const second: unknown = await pool.start().catch((error: unknown) => error);

      expect(messageOf(second)).toMatch(
        /^The program ended with 1 before it listened:\nGlassgate cannot run\.\nSTORE_UNAVAILABLE: Another gateway that runs uses/,
      );
      pool.workers[0]?.release();
      expect(await reply).toMatchObject({ status: 200 });
      expect(pool.rows('SELECT status, error_code FROM jobs')).toEqual([
        { status: 'succeeded', error_code: null },
      ]);
    },
    limitMs,
  );
});

describe('the gateway starts', () => {
  it.concurrent(
    'when the one before it is about to end, and when it was killed',
    async () => {
      await using pool = await openPool({ workers: [{ script: { rules: [{ kind: 'hang', times: 1 }] } }] });
      const first = await pool.start();
      const reply = solve(first, { text: 'hi' });
      await pool.workers[0]?.until(({ counts }) => counts.tasks === 1);
      const stopped = first.stop();
      await first.untilLine(({ msg }) => msg === 'stopping');

      const starting = pool.start();
      pool.workers[0]?.release();
      expect(await reply).toMatchObject({ status: 200 });
      expect(await stopped).toBe(0);
      const second = await starting;
      expect(second.lines.some(({ event }) => event === 'job.interrupted')).toBe(false);

      await second.kill();
      await using third = await pool.start();
      expect(await solve(third)).toMatchObject({ status: 200 });
    },
    limitMs,
  );
});
