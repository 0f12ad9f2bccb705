import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeTempDir } from 'glassgate/testing';
import { openRows } from './clean-failure.ts';
import { operatorCall } from './operator-call.ts';
import { type Pool, rootUrl, startPool } from './pool.ts';

const guestPage = `${rootUrl}c/guest`;
const any = { profile_id: undefined };
const blocked = (pool: Pool) => operatorCall(pool.gateway, 'GET /v1/profiles/blocked');

/** Log a profile out: its next new chat ends on a guest page. */
async function logOut(pool: Pool, profileId = 'p1'): Promise<void> {
  for (const worker of pool.workers) worker.script({ rules: [{ kind: 'answer', pageUrl: guestPage }] });
  const reply = await pool.ask('out', { profile_id: profileId, force_new_chat: true });
  expect(reply.body.error.code).toBe('PROFILE_BLOCKED');
  for (const worker of pool.workers) worker.clearScript();
}

it('refuses a profile that is logged out without contacting a worker, and leaves others alone', async () => {
  await using pool = await startPool();
  await logOut(pool);
  const before = pool.worker('c1').ledger.counts;

  const reply = await pool.ask('two');

  expect(reply).toMatchObject({
    status: 409,
    body: {
      error: {
        code: 'PROFILE_BLOCKED',
        details: {
          reason: 'guest',
          profile_id: 'p1',
          guest_chats: 1,
          hint: 'POST /v1/profiles/p1/guest/clear',
        },
      },
      meta: { profile_id: 'p1', container_ids_used: [] },
    },
  });
  expect(pool.worker('c1').ledger.counts).toEqual(before);
  expect(openRows(pool)).toEqual([]);
  expect((await pool.ask('three', { profile_id: 'p2' })).status).toBe(200);
  expect(await pool.gateway.metrics()).toMatch(/^glassgate_chat_blocked_profiles 1$/m);
});

it('refuses a healthy chat of a profile that is logged out, and goes on with it afterwards', async () => {
  await using pool = await startPool();
  const { page_url: page } = (await pool.ask('one')).body.meta;
  await logOut(pool);

  expect((await pool.ask('two', { ...any, chat_url: page })).body.error.code).toBe('PROFILE_BLOCKED');
  await operatorCall(pool.gateway, 'POST /v1/profiles/p1/guest/clear');

  expect((await pool.ask('two', { ...any, chat_url: page })).status).toBe(200);
  expect((await pool.ask('three')).body.meta.page_url).toBe(page);
});

it('refuses the guest chat itself', async () => {
  await using pool = await startPool();
  await logOut(pool);
  const reply = await pool.ask('two', { ...any, chat_url: guestPage });
  expect(reply).toMatchObject({ status: 400, body: { error: { code: 'INVALID_REQUEST' } } });
});

it('passes over a profile that is logged out when it chooses itself, and says why', async () => {
  await using pool = await startPool();
  await pool.ask('one');
  await logOut(pool);

  const reply = await pool.ask('two', any);
  expect(reply.body.meta.profile_id).toBe('p2');
  const considered = [
    { id: 'p1', verdict: 'passed_over', reason: 'guest' },
    { id: 'p2', verdict: 'chosen', reason: 'fewest uses (0)' },
  ];
  const job = await operatorCall(pool.gateway, `GET /v1/jobs/${reply.body.meta.job_id}`);
  expect(JSON.stringify(job.body)).toContain(JSON.stringify(considered));

  for (const id of ['p2', 'p3']) await logOut(pool, id);
  const refused = await pool.ask('three', any);
  expect(refused).toMatchObject({ status: 503, body: { error: { code: 'PROFILE_BUSY' } } });
  expect(refused.body.error.details.considered).toHaveLength(3);
});

it('blocks a profile whose session is lost in the middle of a chat', async () => {
  await using pool = await startPool();
  await pool.ask('one');
  pool.worker('c1').script({ rules: [{ kind: 'answer', times: 1, pageUrl: `${guestPage}?from=chat` }] });

  const lost = await pool.ask('two');

  expect(lost.body.error.details).toMatchObject({ profile_id: 'p1', guest_chats: 1 });
  expect((await pool.ask('three')).body.error.code).toBe('PROFILE_BLOCKED');
});

it('lists the blocked profiles by id, and unblocks one at a time', async () => {
  await using pool = await startPool();
  expect(await blocked(pool)).toEqual({ status: 200, body: { ok: true, items: [], meta: { count: 0 } } });
  for (const id of ['p3', 'p1']) await logOut(pool, id);

  const item = (id: string) => ({ profile_id: id, reason: 'guest', guest_chats: 1 });
  expect((await blocked(pool)).body).toEqual({
    ok: true,
    items: [item('p1'), item('p3')],
    meta: { count: 2 },
  });

  const clear = (id: string) => operatorCall(pool.gateway, `POST /v1/profiles/${id}/guest/clear`);
  expect(await clear('p1')).toEqual({ status: 200, body: { ok: true, profile_id: 'p1', deleted: 1 } });
  expect((await clear('p1')).body).toEqual({ ok: true, profile_id: 'p1', deleted: 0 });
  expect((await clear('nobody')).body).toEqual({ ok: true, profile_id: 'nobody', deleted: 0 });
  expect((await blocked(pool)).body.items).toEqual([item('p3')]);
  expect((await pool.ask('again')).status).toBe(200);
});

it('shows in the status who is logged out and where', async () => {
  await using pool = await startPool();
  await logOut(pool);

  const { status } = (await operatorCall(pool.gateway, 'GET /v1/status/all')).body;

  const item = { profile_id: 'p1', reason: 'guest', guest_chats: 1 };
  expect(status.blocked).toMatchObject({ profiles: [item], count: 1 });
  expect(status.containers.c1).toMatchObject({
    page_url: guestPage,
    orchestrator_chat_session: { chat_id: 'guest', tag: 'guest', disabled: 1 },
    orchestrator_flags: { profile_id: 'p1', is_profile_blocked: true, is_guest_chat: true, disabled: 1 },
  });
});

it('keeps a profile blocked, or clear, over a restart', async () => {
  await using dir = await makeTempDir();
  const sqlitePath = join(dir.path, 'pool.sqlite');
  await using before = await startPool({ sqlitePath });
  for (const id of ['p1', 'p2']) await logOut(before, id);
  await operatorCall(before.gateway, 'POST /v1/profiles/p2/guest/clear');
  await before.gateway.stop();

  await using after = await startPool({ sqlitePath, workers: before.workers });

  expect((await blocked(after)).body.items).toMatchObject([{ profile_id: 'p1' }]);
  expect((await after.ask('again')).body.error.code).toBe('PROFILE_BLOCKED');
  expect((await after.ask('again', { profile_id: 'p2' })).status).toBe(200);
});

it('deletes the rows of cleared chats, and those that an earlier version left', async () => {
  await using dir = await makeTempDir();
  const sqlitePath = join(dir.path, 'pool.sqlite');
  await using before = await startPool({ sqlitePath });
  const kept = (await before.ask('one')).body.meta.page_url;
  await logOut(before);
  const clear = await operatorCall(before.gateway, 'POST /v1/profiles/p1/guest/clear');
  expect(clear.body.deleted).toBe(1);
  expect(before.gateway.rows('SELECT page_url FROM chat_sessions')).toEqual([{ page_url: kept }]);
  await logOut(before);
  await before.gateway.stop();
  const emptied = "tag = 'cleared', page_url = '', chat_id = NULL";
  const database = new DatabaseSync(sqlitePath);
  database.exec(`UPDATE chat_sessions SET ${emptied} WHERE tag = 'guest'`);
  database.close();

  await using after = await startPool({ sqlitePath, workers: before.workers });

  expect(after.gateway.rows('SELECT id, page_url FROM chat_sessions')).toEqual([{ id: 1, page_url: kept }]);
  await after.ask('two', { force_new_chat: true });
  expect(after.gateway.rows('SELECT max(id) AS id FROM chat_sessions')).toEqual([{ id: 4 }]);
});
