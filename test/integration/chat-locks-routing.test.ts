import { operatorCall } from './operator-call.ts';
import { type Pool, startPool } from './pool.ts';

const any = { profile_id: undefined };

async function lockChatOf(pool: Pool, pageUrl: string, ttlSeconds = 600): Promise<void> {
  const body = { chat_url: pageUrl, locked_by: 'op', ttl_seconds: ttlSeconds };
  expect((await operatorCall(pool.gateway, 'POST /v1/chats/lock', body)).status).toBe(200);
}

const lockedBy = expect.stringMatching(/^locked by 'op' until \d{4}-\d\d-\d\dT[\d:.]+\+00:00$/);

it('sends nothing to the container of a locked chat, also for other profiles', async () => {
  await using pool = await startPool({ size: 2 });
  const { page_url: page } = (await pool.ask('one')).body.meta;
  await lockChatOf(pool, page);
  const before = pool.worker('c1').ledger.counts;

  const replies = [
    await pool.ask('two'),
    await pool.ask('three', { profile_id: 'p2' }),
    await pool.ask('four'),
  ];

  for (const { body } of replies) expect(body.meta.container_ids_used).toEqual(['c2']);
  expect(pool.worker('c1').ledger.counts).toEqual(before);
  const [decided] = pool.gateway.rows("SELECT decisions_json FROM jobs WHERE input_text = 'two'");
  const decisions = JSON.parse(String(decided?.['decisions_json']));
  expect(decisions).toContainEqual(
    expect.objectContaining({
      subject: 'container',
      chosen: 'c2',
      considered: [{ id: 'c1', verdict: 'passed_over', reason: lockedBy }, expect.anything()],
    }),
  );
  expect(await pool.gateway.metrics()).toMatch(/^glassgate_chat_locked_containers 1$/m);
  expect(await pool.gateway.metrics()).toMatch(/^glassgate_selector_containers\{state="locked"\} 1$/m);
});

it('refuses when the only container is locked, and says so', async () => {
  await using pool = await startPool();
  const { page_url: page } = (await pool.ask('one')).body.meta;
  await lockChatOf(pool, page);

  const refused = await pool.ask('two');

  expect(refused).toMatchObject({
    status: 503,
    body: {
      error: {
        code: 'CONTAINER_BUSY',
        details: {
          considered: [{ id: 'c1', verdict: 'passed_over', reason: lockedBy }],
          counts: { locked: 1 },
        },
      },
    },
  });
});

it('refuses a pinned chat in a locked container and sends nothing', async () => {
  await using pool = await startPool({ size: 2 });
  const { page_url: locked } = (await pool.ask('one')).body.meta;
  const { page_url: page } = (await pool.ask('two', { profile_id: 'p2', force_new_chat: true })).body.meta;
  const { page_url: beside } = (await pool.ask('three', { profile_id: 'p3' })).body.meta;
  await lockChatOf(pool, locked);
  const before = pool.worker('c1').ledger.counts;

  for (const chat of [locked, beside]) {
    const reply = await pool.ask('four', { ...any, chat_url: chat });
    expect(reply).toMatchObject({
      status: 503,
      body: {
        error: {
          code: 'CONTAINER_BUSY',
          details: { considered: [{ id: 'c1', verdict: 'passed_over', reason: lockedBy }] },
        },
      },
    });
  }
  expect(pool.worker('c1').ledger.counts).toEqual(before);
  expect((await pool.ask('five', { ...any, chat_url: page })).status).toBe(200);
});

it('leaves the container of the recent chat alone in auto-selection when it is locked', async () => {
  await using pool = await startPool({ size: 2 });
  const { page_url: page } = (await pool.ask('one')).body.meta;
  await lockChatOf(pool, page);

  const reply = await pool.ask('two', any);

  expect(reply.body.meta).toMatchObject({ profile_id: 'p1', container_ids_used: ['c2'] });
});

it('lets a running task finish, and takes the container back when the time is over', async () => {
  await using pool = await startPool();
  const worker = pool.worker('c1');
  const { page_url: page } = (await pool.ask('one')).body.meta;
  worker.script({ rules: [{ kind: 'hang', times: 1 }] });
  const running = pool.ask('two');
  await worker.until(({ counts }) => counts.tasks === 3);
  await lockChatOf(pool, page, 1);
  worker.release();
  expect((await running).status).toBe(200);

  let reply = await pool.ask('three');
  expect(reply.status).toBe(503);
  while (reply.status === 503) reply = await pool.ask('three');

  expect(reply).toMatchObject({ status: 200, body: { meta: { page_url: page } } });
});
