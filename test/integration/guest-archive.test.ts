import { operatorCall } from './operator-call.ts';
import { type Pool, rootUrl, startPool } from './pool.ts';

const any = { profile_id: undefined };
const archive = (pool: Pool, id: string) =>
  operatorCall(pool.gateway, `POST /v1/profiles/${id}/chats/archive`);

it('archives every chat of a profile and no other: none is used or pinned again', async () => {
  await using pool = await startPool({ size: 2 });
  const old = (await pool.ask('one')).body.meta.page_url;
  await pool.ask('two', { force_new_chat: true });
  const other = (await pool.ask('one', { profile_id: 'p2' })).body.meta.page_url;

  expect(await archive(pool, 'p1')).toEqual({
    status: 200,
    body: { ok: true, profile_id: 'p1', archived: 2 },
  });

  const rows = pool.gateway.rows('SELECT profile_id, tag, disabled FROM chat_sessions ORDER BY id');
  const archived = { profile_id: 'p1', tag: 'archive', disabled: 1 };
  expect(rows).toEqual([archived, archived, { profile_id: 'p2', tag: null, disabled: 0 }]);
  const pinned = await pool.ask('three', { chat_url: old });
  expect(pinned).toMatchObject({ status: 400, body: { error: { code: 'INVALID_REQUEST' } } });
  for (const text of ['four', 'five']) {
    expect((await pool.ask(text)).body.meta.chat_ids_used).toHaveLength(1);
  }
  expect(pool.gateway.rows("SELECT id FROM chat_sessions WHERE profile_id = 'p1'")).toHaveLength(4);
  expect((await pool.ask('six', { ...any, chat_url: other })).status).toBe(200);
});

it('forgets archived chats in auto-selection too', async () => {
  await using pool = await startPool();
  await pool.ask('older', { profile_id: 'p3' });
  const old = (await pool.ask('one', { profile_id: 'p3', force_new_chat: true })).body.meta.page_url;
  expect((await pool.ask('two', any)).body.meta.page_url).toBe(old);

  await archive(pool, 'p3');

  expect((await pool.ask('three', any)).body.meta).toMatchObject({ profile_id: 'p1' });
});

it('archives a chat in which a message is under way, once and for all', async () => {
  await using pool = await startPool();
  const worker = pool.worker('c1');
  const { page_url: page } = (await pool.ask('one')).body.meta;
  worker.script({ rules: [{ kind: 'hang', times: 1 }] });
  const running = pool.ask('two');
  await worker.until(({ counts }) => counts.tasks === 3);
  await archive(pool, 'p1');
  worker.release();

  expect(await running).toMatchObject({ status: 200, body: { meta: { page_url: page } } });

  expect((await pool.ask('three')).body.meta.page_url).not.toBe(page);
  const [row] = pool.gateway.rows('SELECT uses_count, tag, disabled, pending_since FROM chat_sessions');
  expect(row).toEqual({ uses_count: 3, tag: 'archive', disabled: 1, pending_since: null });
});

it('shows the chat of a container as archived', async () => {
  await using pool = await startPool();
  await pool.ask('one');
  await archive(pool, 'p1');

  const { containers } = (await operatorCall(pool.gateway, 'GET /v1/status/all')).body.status;

  expect(containers.c1.orchestrator_flags).toMatchObject({ is_archive_chat: true, disabled: 1 });
});

it('leaves a profile blocked whose guest chats are archived, until they are cleared', async () => {
  await using pool = await startPool();
  pool.worker('c1').script({ rules: [{ kind: 'answer', pageUrl: `${rootUrl}c/guest` }] });
  await pool.ask('out');
  pool.worker('c1').clearScript();

  expect((await archive(pool, 'p1')).body.archived).toBe(1);
  expect((await pool.ask('one')).body.error.code).toBe('PROFILE_BLOCKED');

  const cleared = await operatorCall(pool.gateway, 'POST /v1/profiles/p1/guest/clear');
  expect(cleared.body.deleted).toBe(1);
  expect((await pool.ask('two')).status).toBe(200);
  expect((await archive(pool, 'nobody')).body).toEqual({ ok: true, profile_id: 'nobody', archived: 0 });
});

it('takes the lock of a guest chat away with the chat', async () => {
  await using pool = await startPool();
  const pageUrl = `${rootUrl}c/guest`;
  pool.worker('c1').script({ rules: [{ kind: 'answer', pageUrl }] });
  await pool.ask('out');
  pool.worker('c1').clearScript();
  const body = { chat_url: pageUrl, locked_by: 'op' };
  expect((await operatorCall(pool.gateway, 'POST /v1/chats/lock', body)).status).toBe(200);
  expect((await pool.ask('one', { profile_id: 'p2' })).status).toBe(503);

  await operatorCall(pool.gateway, 'POST /v1/profiles/p1/guest/clear');

  expect((await pool.ask('two', { profile_id: 'p2' })).status).toBe(200);
});
