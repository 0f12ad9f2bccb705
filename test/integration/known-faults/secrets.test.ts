import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { operatorCall } from '../operator-call.ts';
import { type Pool, startPool } from '../pool.ts';

// Numbers in brackets: rows of the table in README.md beside this file.

const config = { container_io_log: { enabled: true, dir: 'io' } };

async function ioLog(pool: Pool): Promise<string> {
  await pool.gateway.stop();
  return readFile(join(pool.gateway.dir, 'io', 'c1.jsonl'), 'utf8');
}

it('shows the URL of a proxy as an opaque id, in every answer, log line and row (fault 14)', async () => {
  const socks_override = 'socks5://user:hunter2@10.0.0.9:1080';
  await using pool = await startPool({ config });

  const solved = await pool.ask('one', { socks_override });
  const { page_url: chat_url, socks_id: id } = solved.body.meta;
  const told = [
    solved,
    await operatorCall(pool.gateway, 'POST /v1/chats/lock', { chat_url, locked_by: 'op' }),
    await operatorCall(pool.gateway, 'GET /v1/status/all'),
    await operatorCall(pool.gateway, 'GET /v1/jobs'),
    await pool.ask('two', { socks_override }),
  ];

  expect(id).toMatch(/^url-[0-9a-f]{12}$/);
  expect(told.map(({ status }) => status)).toEqual([200, 200, 200, 200, 503]);
  const rows = ['jobs', 'job_attempts', 'chat_sessions'].flatMap((table) =>
    pool.gateway.rows(`SELECT * FROM ${table}`),
  );
  expect(rows.map((row) => row['socks_id'])).toContain(id);
  expect(JSON.stringify([told, rows, pool.gateway.logLines])).not.toContain('hunter2');
  expect(await ioLog(pool)).not.toContain('hunter2');
});

it.each([
  ['without a user (fault 15)', 'socks5://:hunter2@10.0.0.9:1080'],
  ['with an @ in it (fault 35)', 'http://user:pa@ss@hunter2@10.0.0.9:3128'],
])('masks a password %s to its end', async (_, socks_override) => {
  await using pool = await startPool({ config });

  const reply = await pool.ask('hi', { socks_override });

  expect(reply.status).toBe(200);
  const told = [JSON.stringify([reply, pool.gateway.logLines]), await ioLog(pool)];
  for (const text of told) {
    expect(text).toContain('***@10.0.0.9');
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('ss@');
  }
});

it('masks the values of secret keys in the container I/O log (fault 18)', async () => {
  const secrets = {
    authorization: 'hunter2',
    Cookie: 'hunter2',
    password: 'hunter2',
    nested: { token: 'hunter2' },
  };
  await using pool = await startPool({ config });
  pool.worker('c1').script({ rules: [{ kind: 'answer', extra: secrets }] });

  await pool.ask('hi');

  const text = await ioLog(pool);
  expect(text).toContain('"authorization":"***"');
  expect(text).not.toContain('hunter2');
});
