import { patient, startQueue } from './queue-pool.ts';

const any = { profile_id: undefined };

it('refuses at once as long as nobody asks to wait, and says when to come again', async () => {
  await using world = await startQueue();
  const held = await world.hold('c1');

  const replies = [
    await world.ask('same profile'),
    await world.ask('other', { profile_id: 'p2' }),
    await world.ask('any', any),
    await world.ask('no time', { wait_seconds: 0 }),
  ];

  const codes = replies.map(({ body }) => body.error.code);
  expect(codes).toEqual(['PROFILE_BUSY', 'CONTAINER_BUSY', 'CONTAINER_BUSY', 'PROFILE_BUSY']);
  for (const { status, body, retryAfter } of replies) {
    expect(status).toBe(503);
    expect(body.meta.queue).toBeNull();
    expect(retryAfter).toBeGreaterThanOrEqual(1);
    expect(body.error.details.retry_after_seconds).toBe(retryAfter);
  }
  expect((await held.release()).body.meta.queue).toBeNull();
});

it('lets requests for one profile wait and serves them in the order in which they came', async () => {
  await using world = await startQueue({ size: 2 });
  const held = await world.hold('c1');
  const lined = [await world.line('one'), await world.line('two'), await world.line('three')];

  await held.release();
  const replies = await Promise.all(lined.map(({ answer }) => answer));

  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(replies.map(({ body }) => body.meta.queue.position)).toEqual([1, 2, 3]);
  for (const { body } of replies) expect(body.meta.queue.wait_ms).toBeGreaterThan(0);
  expect(world.texts()).toEqual(['one', 'two', 'three']);
});

it('lets requests for one container wait and serves them in the order in which they came', async () => {
  await using world = await startQueue({
    config: {
      profiles: ['p1', 'p2', 'p3', 'p4'].map((id) => ({ profile_id: id, profile_value: `/${id}` })),
    },
  });
  const held = await world.hold('c1');
  const lined = [
    await world.line('one', { profile_id: 'p3' }),
    await world.line('two', { profile_id: 'p2' }),
    await world.line('three', { profile_id: 'p4' }),
    await world.line('four', any),
  ];

  await held.release();
  const replies = await Promise.all(lined.map(({ answer }) => answer));

  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(replies.map(({ body }) => body.meta.queue.position)).toEqual([1, 2, 3, 4]);
  expect(world.texts()).toEqual(['one', 'two', 'three', 'four']);
});

it('does not let a newcomer pass who wants what others wait for, however hard it tries', async () => {
  await using world = await startQueue();
  const held = await world.hold('c1');
  const lined = [
    await world.line('one', { profile_id: 'p2' }),
    await world.line('two', { profile_id: 'p3' }),
  ];
  let isOver = false;
  const pushing = ['p1', 'p2', 'p3', undefined].map(async (id) => {
    while (!isOver) await world.ask('pushed', { profile_id: id });
  });

  await held.release();
  const replies = await Promise.all(lined.map(({ answer }) => answer));
  isOver = true;
  await Promise.all(pushing);

  expect(replies.map(({ status }) => status)).toEqual([200, 200]);
  expect(world.texts().slice(0, 2)).toEqual(['one', 'two']);
});

it('gives a container to the oldest who wants it, however few others would do', async () => {
  const profile = (id: string, allowed: readonly string[]) => ({
    profile_id: id,
    profile_value: `/${id}`,
    allowed_containers: allowed,
  });
  await using world = await startQueue({
    size: 2,
    config: { profiles: [profile('p1', []), profile('p2', ['c2']), profile('p3', []), profile('p4', [])] },
  });
  const [first, second] = [await world.hold('c1'), await world.hold('c2', { profile_id: 'p4' })];
  const small = await world.line('small set', { profile_id: 'p2' });
  const big = await world.line('big set', { profile_id: 'p3' });

  await second.release();
  expect((await small.answer).body.meta.container_ids_used).toEqual(['c2']);
  await first.release();
  expect((await big.answer).status).toBe(200);

  expect(world.texts()).toEqual(['small set', 'big set']);
});

it('takes a request out at once when its client leaves, and the next one moves up', async () => {
  await using world = await startQueue();
  const held = await world.hold('c1');
  const client = new AbortController();
  await world.line('leaves', {}, { signal: client.signal });
  const next = await world.line('stays');

  client.abort();
  await world.untilWaiting(1);
  await held.release();

  expect(await next.answer).toMatchObject({ status: 200, body: { meta: { queue: { position: 2 } } } });
  expect(world.texts()).toEqual(['stays']);
  const metrics = await world.pool.gateway.metrics();
  expect(metrics).toMatch(/^glassgate_queue_dropped_total\{reason="canceled"\} 1$/m);
  expect(metrics).toMatch(/^glassgate_queue_wait_seconds_count\{outcome="canceled"\} 1$/m);
});

it('answers when the patience is over, with place, time and when to come again', async () => {
  await using world = await startQueue();
  const held = await world.hold('c1');

  const late = await world.ask('late', { wait_seconds: 0.2 });

  expect(late).toMatchObject({
    status: 503,
    body: {
      error: { code: 'QUEUE_TIMEOUT', details: { position: 1, waits_for: 'profile' } },
      meta: { queue: { position: 1 }, profile_id: 'p1' },
    },
  });
  expect(late.body.meta.queue.wait_ms).toBeGreaterThanOrEqual(199);
  expect(late.retryAfter).toBe(late.body.error.details.retry_after_seconds);
  expect(late.retryAfter).toBeGreaterThanOrEqual(1);
  expect((await held.release()).status).toBe(200);
  expect(world.texts()).toEqual([]);
});

it('says at the next refusal how long work takes here', async () => {
  await using world = await startQueue();
  const first = await world.hold('c1');
  await new Promise((resolve) => setTimeout(resolve, 1300));
  await first.release();
  const held = await world.hold('c1');
  await world.line('one');
  await world.line('two');

  const late = await world.ask('late', { wait_seconds: 0.01 });

  // About 1.3 s for the one that runs, and as long again for each of the two that wait.
  expect(late.body.error.code).toBe('QUEUE_TIMEOUT');
  expect(late.retryAfter).toBeGreaterThanOrEqual(3);
  expect(late.retryAfter).toBeLessThanOrEqual(8);
  await held.release();
});

it('refuses when as many wait as may, and also an impatient one with what it lacks', async () => {
  await using world = await startQueue({ config: { queue: { max_waiting: 1 } } });
  const held = await world.hold('c1');
  const lined = await world.line('one');

  const full = await world.ask('two', patient);

  expect(full).toMatchObject({
    status: 503,
    body: { error: { code: 'QUEUE_FULL', details: { max_waiting: 1, waiting: 1 } }, meta: { queue: null } },
  });
  expect(full.retryAfter).toBeGreaterThanOrEqual(1);
  expect((await world.ask('three')).body.error.code).toBe('PROFILE_BUSY');
  await held.release();
  expect((await lined.answer).status).toBe(200);
  expect(await world.pool.gateway.metrics()).toMatch(/^glassgate_queue_dropped_total\{reason="full"\} 1$/m);
});

it('sends the waiting ones away when the gateway stops, and lets the running one finish', async () => {
  await using world = await startQueue();
  const held = await world.hold('c1');
  const lined = [await world.line('one'), await world.line('two', any)];

  const stopping = world.pool.gateway.stop();
  const replies = await Promise.all(lined.map(({ answer }) => answer));
  const finished = await held.release();
  await stopping;

  for (const reply of replies) {
    expect(reply).toMatchObject({ status: 503, body: { error: { code: 'SHUTTING_DOWN' } } });
  }
  expect(finished.status).toBe(200);
  expect(world.pool.gateway.rows('SELECT 1 FROM jobs WHERE status IS NULL')).toEqual([]);
});

it('does not wait beyond the deadline of the request', async () => {
  await using world = await startQueue({ config: { solve: { deadline_seconds: 0.6 } } });
  world.pool.worker('c1').script({ busy: { status: true } });

  const reply = await world.ask('late', patient);

  expect(reply).toMatchObject({ status: 504, body: { error: { code: 'DEADLINE_EXCEEDED' } } });
  expect(reply.body.meta.queue.wait_ms).toBeGreaterThan(0);
  await world.untilWaiting(0);
});

it('waits by default when the operator says so, and not for a request that says no', async () => {
  await using world = await startQueue({ config: { queue: { max_wait_seconds: 30 } } });
  const held = await world.hold('c1');
  const waiting = world.ask('one');
  await world.untilWaiting(1);

  expect((await world.ask('two', { wait_seconds: 0 })).body.error.code).toBe('PROFILE_BUSY');
  await held.release();

  expect((await waiting).status).toBe(200);
});

it('refuses to wait longer than the operator allows', async () => {
  await using world = await startQueue({ config: { queue: { wait_seconds_limit: 5 } } });

  const reply = await world.ask('one', { wait_seconds: 6 });

  expect(reply).toMatchObject({
    status: 400,
    body: { error: { code: 'INVALID_REQUEST', details: { limit_seconds: 5 } } },
  });
  expect((await world.ask('one', { wait_seconds: 5 })).status).toBe(200);
});

it('is gone without a trace when the plugin is not there', async () => {
  const plugins = ['solve', 'prompt', 'jobs', 'profile', 'lock', 'selector', 'chat', 'upstream'];
  await using world = await startQueue({ config: { plugins, queue: {} } });
  const held = await world.hold('c1');

  const refused = await world.ask('two', patient);

  expect(refused).toMatchObject({ status: 503, body: { error: { code: 'PROFILE_BUSY' } } });
  expect(refused.retryAfter).toBeGreaterThanOrEqual(1);
  expect((await held.release()).status).toBe(200);
});
