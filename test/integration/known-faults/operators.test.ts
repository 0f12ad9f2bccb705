import { operatorCall } from '../operator-call.ts';
import { type Pool, startPool } from '../pool.ts';

// Numbers in brackets: rows of the table in README.md beside this file.

const hour = 3_600_000;
const lock = (pool: Pool, body: object) => operatorCall(pool.gateway, 'POST /v1/chats/lock', body);
const unlock = (pool: Pool, body: object) => operatorCall(pool.gateway, 'POST /v1/chats/unlock', body);

/** An instant as a clock in that time zone shows it. */
function written(atMs: number, offsetHours: number): string {
  const sign = offsetHours < 0 ? '-' : '+';
  const local = new Date(atMs + offsetHours * hour).toISOString().slice(0, -1);
  return `${local}${sign}${String(Math.abs(offsetHours)).padStart(2, '0')}:00`;
}

it.each([0, 3, 13, -5, -11])(
  'takes report times with the offset %i for that instant (fault 16)',
  async (offset) => {
    await using pool = await startPool();
    await pool.ask('hi');
    const report = async (fromMs: number, toMs: number) => {
      const range = new URLSearchParams({ from: written(fromMs, offset), to: written(toMs, offset) });
      const { body } = await operatorCall(pool.gateway, `GET /v1/reports/containers?${range}`);
      return body.items;
    };

    const now = Date.now();

    expect(await report(now - hour, now + hour)).toMatchObject([{ container_id: 'c1', jobs_total: 1 }]);
    expect(await report(now - 2 * hour, now - hour)).toEqual([]);
    expect(await report(now + hour, now + 2 * hour)).toEqual([]);
  },
);

it.each(['from=yesterday&to=2026-01-01', 'from=2026-13-01&to=2027-01-01', 'to=2026-01-01'])(
  'answers 400 to a report over no range: %s (fault 17)',
  async (query) => {
    await using pool = await startPool();

    const reply = await operatorCall(pool.gateway, `GET /v1/reports/containers?${query}`);

    expect(reply).toMatchObject({ status: 400, body: { ok: false } });
  },
);

it('answers 404 in JSON to the status of an unknown container (fault 19)', async () => {
  await using pool = await startPool();

  const reply = await operatorCall(pool.gateway, 'GET /v1/status?container_id=nobody');

  expect(reply).toMatchObject({ status: 404, body: { ok: false, status: { error: expect.any(String) } } });
});

it('answers 502 in JSON to the status of a dead worker (fault 20)', async () => {
  await using pool = await startPool();
  await pool.worker('c1').stop();

  const reply = await operatorCall(pool.gateway, 'GET /v1/status?container_id=c1');

  expect(reply).toMatchObject({ status: 502, body: { ok: false, status: { error: expect.any(String) } } });
});

it('unlocks every row that it has locked (fault 27)', async () => {
  await using pool = await startPool({ size: 2 });
  const chat_url = 'https://chat.qwen.ai/c/same';
  for (const worker of pool.workers) worker.script({ rules: [{ kind: 'answer', pageUrl: chat_url }] });
  await pool.ask('one');
  await pool.ask('two');
  await lock(pool, { chat_url, locked_by: 'op' });

  await unlock(pool, { chat_url, locked_by: 'op' });

  const rows = pool.gateway.rows('SELECT locked_by, locked_until FROM chat_sessions');
  expect(rows).toEqual(Array(2).fill({ locked_by: null, locked_until: null }));
});

it('keeps a second owner out of a lock (fault 28)', async () => {
  await using pool = await startPool();
  const chat_url = (await pool.ask('hi')).body.meta.page_url;
  await lock(pool, { chat_url, locked_by: 'first' });

  const reply = await lock(pool, { chat_url, locked_by: 'second' });

  expect(reply).toMatchObject({ status: 409, body: { ok: false } });
  expect(pool.gateway.rows('SELECT locked_by FROM chat_sessions')).toEqual([{ locked_by: 'first' }]);
});

it.each([
  ['an unknown chat', { chat_url: 'https://chat.qwen.ai/c/nobody' }],
  ['no time', { ttl_seconds: 0 }],
  ['nobody', { locked_by: ' ' }],
])('does not say that it locked a chat: %s (fault 29)', async (_, fields) => {
  await using pool = await startPool();
  const chat_url = (await pool.ask('hi')).body.meta.page_url;

  const reply = await lock(pool, { chat_url, locked_by: 'op', ...fields });

  expect(reply.body).toEqual({ ok: false, chat_session: null });
});
