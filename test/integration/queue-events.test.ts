import { operatorCall } from './operator-call.ts';
import { patient, startQueue } from './queue-pool.ts';

const any = { profile_id: undefined };

it('lets a request that names no profile wait for whatever becomes free', async () => {
  await using world = await startQueue({ size: 3 });
  const [p1, p2, p3] = [
    await world.hold('c1', { profile_id: 'p1' }),
    await world.hold('c2', { profile_id: 'p2' }),
    await world.hold('c3', { profile_id: 'p3' }),
  ];
  const lined = [await world.line('one', any), await world.line('two', any)];

  await p3.release();
  const [first, second] = await Promise.all(lined.map(({ answer }) => answer));
  await Promise.all([p1.release(), p2.release()]);

  expect(first?.body.meta).toMatchObject({
    profile_id: 'p3',
    container_ids_used: ['c3'],
    queue: { position: 1 },
  });
  expect(second).toMatchObject({ status: 200, body: { meta: { queue: { position: 2 } } } });
});

it('lets a pinned chat wait for its container, and the others go on meanwhile', async () => {
  await using world = await startQueue({ size: 2 });
  const { page_url: page } = (await world.ask('chat')).body.meta;
  await world.ask('takes the turn of c2', { profile_id: 'p3' });
  const held = await world.hold('c1', { profile_id: 'p2' });
  const pinned = await world.line('pinned', { chat_url: page });

  const other = await world.ask('other', { profile_id: 'p1' });
  await held.release();

  // The pinned one cannot use its profile before its container is free, so nothing is taken from it.
  expect(other).toMatchObject({ status: 200, body: { meta: { container_ids_used: ['c2'] } } });
  expect(await pinned.answer).toMatchObject({
    status: 200,
    body: { meta: { container_ids_used: ['c1'], page_url: page } },
  });
});

it('goes on when an operator gives a container back', async () => {
  await using world = await startQueue();
  const { gateway } = world.pool;
  const body = { chat_url: (await world.ask('chat')).body.meta.page_url, locked_by: 'op' };
  await operatorCall(gateway, 'POST /v1/chats/lock', body);
  const lined = await world.line('one');

  await operatorCall(gateway, 'POST /v1/chats/unlock', body);

  expect((await lined.answer).status).toBe(200);
});

it('goes on when the lock of an operator has expired', async () => {
  await using world = await startQueue();
  const { page_url: page } = (await world.ask('chat')).body.meta;
  const body = { chat_url: page, locked_by: 'op', ttl_seconds: 1 };
  await operatorCall(world.pool.gateway, 'POST /v1/chats/lock', body);

  expect((await world.ask('one', patient)).status).toBe(200);
});

it('goes on when a worker is done with the task of somebody else', async () => {
  await using world = await startQueue();
  const worker = world.pool.worker('c1');
  worker.script({ busy: { status: true } });
  const lined = await world.line('one');

  worker.clearScript();

  expect((await lined.answer).status).toBe(200);
});

it('comes back to a container that answered 423, less and less often', async () => {
  await using world = await startQueue();
  const worker = world.pool.worker('c1');
  worker.script({ busy: { posts: 3 } });

  const reply = await world.ask('one', patient);

  expect(reply).toMatchObject({ status: 200, body: { meta: { queue: { position: 1 } } } });
  expect(worker.ledger.counts.refused).toBe(3);
  expect(reply.body.meta.queue.wait_ms).toBeGreaterThan(500);
});

it('asks a busy worker at a measured pace, however many wait', async () => {
  await using world = await startQueue({ config: { queue: { recheck_seconds: 3600 } } });
  const worker = world.pool.worker('c1');
  worker.script({ busy: { status: true } });
  await world.line('one', { wait_seconds: 2 });
  const before = worker.ledger.counts.statusCalls;

  const lined = await Promise.all([1, 2, 3, 4, 5].map(() => world.ask('more', { wait_seconds: 0.1 })));

  expect(lined.map(({ body }) => body.error.code)).toEqual(Array(5).fill('QUEUE_TIMEOUT'));
  expect(worker.ledger.counts.statusCalls).toBe(before);
});

it('goes on with a container and with a profile that a new configuration brings', async () => {
  await using world = await startQueue({ size: 2 });
  const { gateway, workers } = world.pool;
  const config = (containers: number, ids: readonly string[]) => ({
    containers: workers.slice(0, containers).map(({ id, url }) => ({ id, base_url: url })),
    profiles: ids.map((id) => ({ profile_id: id, profile_value: `/${id}` })),
    prompts: [{ prompt_id: 'default', file: 'start.txt' }],
  });
  const reload = async (fresh: object) => {
    await gateway.rewriteConfig(fresh);
    expect((await fetch(`${gateway.url}/v1/config/reload`, { method: 'POST' })).status).toBe(200);
  };
  await reload(config(1, ['p1', 'p2']));
  const held = await world.hold('c1');
  const container = await world.line('wants a container', { profile_id: 'p2' });

  await reload(config(2, ['p1', 'p2']));
  expect((await container.answer).body.meta.container_ids_used).toEqual(['c2']);

  const second = await world.hold('c2', { profile_id: 'p2' });
  const profile = await world.line('wants any profile', any);
  await reload(config(2, ['p1', 'p2', 'p3']));
  await second.release();
  expect((await profile.answer).status).toBe(200);
  await held.release();
});

it('refuses those whose profile a new configuration does not have', async () => {
  await using world = await startQueue();
  const { gateway, workers } = world.pool;
  const held = await world.hold('c1');
  const lined = [
    await world.line('one', { profile_id: 'p2' }),
    await world.line('two', { profile_id: 'p2' }),
  ];

  await gateway.rewriteConfig({
    containers: workers.map(({ id, url }) => ({ id, base_url: url })),
    profiles: [{ profile_id: 'p1', profile_value: '/p1' }],
    prompts: [{ prompt_id: 'default', file: 'start.txt' }],
  });

  for (const { answer } of lined) {
    expect(await answer).toMatchObject({ status: 400, body: { error: { code: 'INVALID_REQUEST' } } });
  }
  await held.release();
});

it('goes on when the only profile is logged in again', async () => {
  await using world = await startQueue({
    config: { profiles: [{ profile_id: 'p1', profile_value: '/p1' }] },
  });
  const worker = world.pool.worker('c1');
  worker.script({ rules: [{ kind: 'answer', times: 1, pageUrl: 'https://chat.qwen.ai/c/guest' }] });
  expect((await world.ask('logged out')).body.error.code).toBe('PROFILE_BLOCKED');
  const lined = await world.line('any', any);

  expect((await world.ask('named', patient)).body.error.code).toBe('PROFILE_BLOCKED');
  await operatorCall(world.pool.gateway, 'POST /v1/profiles/p1/guest/clear');

  expect((await lined.answer).status).toBe(200);
});

it('explains the waiting in the job, while it lasts and afterwards', async () => {
  await using world = await startQueue();
  const { gateway } = world.pool;
  const explain = async (requestId: string) => {
    const list = await operatorCall(gateway, `GET /v1/jobs?request_id=${requestId}`);
    const { body } = await operatorCall(gateway, `GET /v1/jobs/${list.body.items[0].job_id}`);
    return body;
  };
  const held = await world.hold('c1');
  const body = { request_id: 'waiting', input: { text: 'hi' }, options: { profile_id: 'p1', ...patient } };
  const waiting = gateway.solve(body);
  await world.untilWaiting(1);

  const during = await explain('waiting');
  await held.release();
  const { body: answer } = await waiting;
  const after = await explain('waiting');

  const wait = { subject: 'queue', stage: 'queue', chosen: 'wait', counts: { position: 1, waiting: 0 } };
  expect(during.summary).toMatch(/now in queue/);
  expect(during.decisions).toContainEqual(
    expect.objectContaining({ ...wait, reason: expect.stringMatching(/^waits for a profile at position 1/) }),
  );
  expect(after.decisions.at(-1)).toMatchObject({
    subject: 'queue',
    chosen: 'p1 in c1',
    reason: expect.stringMatching(/^its turn came after \d+\.\d\d s$/),
  });
  const selfMs = after.timeline.find(({ stage }: { stage: string }) => stage === 'queue').self_ms;
  expect(selfMs).toBeGreaterThanOrEqual(Math.floor(answer.meta.queue.wait_ms));
});
