import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SolveReply } from 'glassgate/testing';
import { type Pool, startPool } from './pool.ts';

const configured = 'socks5://user:hunter2@10.0.0.1:1080';
const overrides = [
  'socks5://user:hunter2@10.0.0.2:1080',
  'socks5h://:hunter2@10.0.0.3:1080',
  'http://user:pa@ss@hunter2@10.0.0.4:3128',
];
const secret = 'hunter2';

const config = {
  socks: [{ socks_id: 's1', url: configured }],
  profiles: [{ profile_id: 'p1', profile_value: '/profiles/p1', socks_id: 's1' }],
  container_io_log: { enabled: true, dir: 'io' },
};

async function everythingTold(pool: Pool, replies: readonly SolveReply[]): Promise<Record<string, string>> {
  const { gateway } = pool;
  const metrics = await gateway.metrics();
  await gateway.stop();
  const names = await readdir(join(gateway.dir, 'io'));
  const ioLogs = await Promise.all(names.map((name) => readFile(join(gateway.dir, 'io', name), 'utf8')));
  const tables = ['jobs', 'job_attempts', 'chat_sessions', 'profiles'];
  const rows = tables.flatMap((table) => gateway.rows(`SELECT * FROM ${table}`));
  const proxies = gateway.rows('SELECT socks_id, created_at, updated_at FROM socks');
  return {
    replies: JSON.stringify(replies),
    log: JSON.stringify(gateway.logLines),
    metrics,
    ioLog: ioLogs.join(''),
    rows: JSON.stringify([...rows, ...proxies]),
  };
}

it('shows a proxy password to nobody but the worker', async () => {
  await using pool = await startPool({ config });
  const worker = pool.worker('c1');
  const echo = { extra: { socks: configured, note: `used ${configured}` } };
  const replies: SolveReply[] = [];
  const ask = async (options: object) => {
    replies.push(await pool.ask('hi', { include_debug: true, ...options }));
  };

  await ask({});
  for (const url of overrides) await ask({ socks_override: url });
  worker.script({ rules: [{ kind: 'answer', ...echo }] });
  await ask({});
  for (const status of [400, 500, 423]) {
    worker.script({ rules: [{ kind: 'status', status, body: { error: `no route to ${configured}` } }] });
    await ask({});
    await ask({ socks_override: overrides[0] });
  }
  worker.script({ rules: [{ kind: 'not-ok', error: `cannot use ${configured}` }] });
  await ask({});
  worker.script({ rules: [{ kind: 'drop' }] });
  await ask({ socks_override: overrides[1] });
  await ask({ socks_override: 'user:hunter2@10.0.0.1' });
  await ask({ socks_override: 'socks5://user:hunter2@10.0.0.1 :1080' });

  expect(replies.map(({ status }) => status)).toEqual([
    200, 200, 200, 200, 200, 400, 400, 502, 502, 503, 503, 502, 502, 400, 400,
  ]);
  for (const [where, text] of Object.entries(await everythingTold(pool, replies))) {
    expect({ where, isTold: text.includes(secret) }).toEqual({ where, isTold: false });
    expect(text).not.toBe('');
  }
  const proxies = worker.ledger.posts.map(({ body }) => (body as { socks?: string }).socks);
  for (const url of [configured, ...overrides]) expect(proxies).toContain(url);
});

it('masks the password and shows the rest of a proxy', async () => {
  await using pool = await startPool({ config });

  const replies = [
    await pool.ask('one'),
    await pool.ask('two', { socks_override: overrides[1] }),
    await pool.ask('three', { socks_override: overrides[2] }),
  ];

  expect(replies.map(({ body }) => body.meta.socks_url)).toEqual([
    'socks5://user:***@10.0.0.1:1080',
    'socks5h://:***@10.0.0.3:1080',
    'http://user:***@10.0.0.4:3128',
  ]);
});
