import { join } from 'node:path';
import { makeTempDir } from 'glassgate/testing';
import { operatorCall } from './operator-call.ts';
import { type Pool, startPool } from './pool.ts';

const nothingLocked = { ok: false, chat_session: null };
const lockColumns = (pool: Pool) => pool.gateway.rows('SELECT locked_by, locked_until FROM chat_sessions');
const pageOf = async (pool: Pool, options?: object): Promise<string> =>
  (await pool.ask('one', options)).body.meta.page_url;
const lock = (pool: Pool, body: unknown) => operatorCall(pool.gateway, 'POST /v1/chats/lock', body);
const unlock = (pool: Pool, body: unknown) => operatorCall(pool.gateway, 'POST /v1/chats/unlock', body);

it('locks a chat for ten minutes, or as long as it is told, and shows its row', async () => {
  await using pool = await startPool();
  const page = await pageOf(pool);
  const before = Date.now();

  const reply = await lock(pool, { chat_url: page, locked_by: 'op' });

  expect(reply).toMatchObject({
    status: 200,
    body: { ok: true, chat_session: { id: 1, page_url: page, locked_by: 'op', uses_count: 2 } },
  });
  const { locked_until: until } = reply.body.chat_session;
  expect(until).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
  expect(Math.abs(Date.parse(until) - before - 600_000)).toBeLessThan(60_000);
  expect(lockColumns(pool)).toEqual([{ locked_by: 'op', locked_until: until }]);

  const renewed = await lock(pool, { chat_url: page, locked_by: 'op', ttl_seconds: 3600 });
  expect(Date.parse(renewed.body.chat_session.locked_until)).toBeGreaterThan(Date.parse(until));
  const { containers } = (await operatorCall(pool.gateway, 'GET /v1/status/all')).body.status;
  expect(containers.c1.orchestrator_chat_session).toEqual(renewed.body.chat_session);
});

it('keeps everybody else out, and says who does it, until its owner unlocks it', async () => {
  await using pool = await startPool();
  const page = await pageOf(pool);
  await lock(pool, { chat_url: page, locked_by: 'op' });

  expect(await lock(pool, { chat_url: page, locked_by: 'other' })).toEqual({
    status: 409,
    body: { ok: false },
  });
  expect(await unlock(pool, { chat_url: page, locked_by: 'other' })).toEqual({
    status: 200,
    body: { ok: false },
  });
  expect(lockColumns(pool)).toMatchObject([{ locked_by: 'op' }]);

  expect(await unlock(pool, { chat_url: page, locked_by: 'op' })).toEqual({
    status: 200,
    body: { ok: true },
  });
  expect(lockColumns(pool)).toEqual([{ locked_by: null, locked_until: null }]);
  expect((await lock(pool, { chat_url: page, locked_by: 'other' })).status).toBe(200);
});

it('gives a lock to one of two owners who come together', async () => {
  await using pool = await startPool();
  const page = await pageOf(pool);

  const replies = await Promise.all(
    ['a', 'b'].map((owner) => lock(pool, { chat_url: page, locked_by: owner })),
  );

  expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
});

it('locks and unlocks every row with the address', async () => {
  await using pool = await startPool({ size: 2 });
  const pageUrl = 'https://chat.qwen.ai/c/same';
  for (const worker of pool.workers) worker.script({ rules: [{ kind: 'answer', pageUrl }] });
  await pool.ask('one');
  await pool.ask('two');

  const reply = await lock(pool, { chat_url: pageUrl, locked_by: 'op' });
  expect(reply.body.chat_session).toMatchObject({ id: 2, container_id: 'c2' });
  expect(lockColumns(pool)).toMatchObject([{ locked_by: 'op' }, { locked_by: 'op' }]);
  expect((await pool.ask('three')).body.error.code).toBe('CONTAINER_BUSY');

  await unlock(pool, { chat_url: pageUrl, locked_by: 'op' });
  expect(lockColumns(pool)).toEqual(Array(2).fill({ locked_by: null, locked_until: null }));
  expect((await pool.ask('three')).status).toBe(200);
});

it('has the older names too', async () => {
  await using pool = await startPool();
  const body = { chat_url: await pageOf(pool), locked_by: 'op' };
  expect((await operatorCall(pool.gateway, 'POST /v1/chat/lock', body)).body.ok).toBe(true);
  expect((await operatorCall(pool.gateway, 'POST /v1/chat/unlock', body)).body.ok).toBe(true);
});

it.each([
  ['an unknown chat', { chat_url: 'https://chat.qwen.ai/c/nobody' }, 404],
  ['a blank address', { chat_url: ' ' }, 400],
  ['a blank owner', { locked_by: '' }, 400],
  ['no time', { ttl_seconds: 0 }, 400],
  ['less than no time', { ttl_seconds: -1 }, 400],
])('locks nothing for %s', async (_, fields, status) => {
  await using pool = await startPool();
  const body = { chat_url: await pageOf(pool), locked_by: 'op', ...fields };

  expect(await lock(pool, body)).toEqual({ status, body: nothingLocked });
  expect(lockColumns(pool)).toEqual([{ locked_by: null, locked_until: null }]);
});

it.each([
  { locked_by: 'op' },
  { chat_url: 'x' },
  { chat_url: 'x', locked_by: 'op', ttl_seconds: 'long' },
  '{',
])('refuses %j', async (body) => {
  await using pool = await startPool();
  expect(await lock(pool, body)).toMatchObject({ status: 400, body: { ok: false } });
});

it('answers that nothing was unlocked for a chat that it does not know', async () => {
  await using pool = await startPool();
  const unknown = { chat_url: 'https://chat.qwen.ai/c/nobody', locked_by: 'op' };
  expect(await unlock(pool, unknown)).toEqual({ status: 200, body: { ok: false } });
});

it('survives a restart', async () => {
  await using dir = await makeTempDir();
  const sqlitePath = join(dir.path, 'pool.sqlite');
  await using before = await startPool({ sqlitePath });
  const page = await pageOf(before);
  await lock(before, { chat_url: page, locked_by: 'op' });
  await before.gateway.stop();

  await using after = await startPool({ sqlitePath, workers: before.workers });

  expect((await after.ask('two')).body.error).toMatchObject({ code: 'CONTAINER_BUSY' });
  expect((await lock(after, { chat_url: page, locked_by: 'other' })).status).toBe(409);
  expect((await unlock(after, { chat_url: page, locked_by: 'op' })).body).toEqual({ ok: true });
  expect((await after.ask('two')).body.meta.page_url).toBe(page);
});
