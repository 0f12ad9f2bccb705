import type { WorkerRule } from 'glassgate/testing';
import { startPool } from './pool.ts';

const busy = { status: 503, body: { error: { code: 'CONTAINER_BUSY' } } };

it.each(['status', 'flag'] as const)('passes over a busy container, told by %s', async (busyFormat) => {
  await using pool = await startPool({ size: 2, worker: { busyFormat } });
  pool.worker('c1').script({ busy: { status: true } });

  const reply = await pool.ask('hi');

  expect(reply.body.meta.container_ids_used).toEqual(['c2']);
  expect(pool.worker('c1').ledger.counts.posts).toBe(0);
});

it('refuses while all are busy, and takes a worker as soon as it is idle again', async () => {
  await using pool = await startPool({ size: 2 });
  for (const worker of pool.workers) worker.script({ busy: { status: true } });
  const refused = await pool.ask('hi');

  pool.worker('c2').clearScript();
  const served = await pool.ask('hi');

  expect(refused).toMatchObject(busy);
  expect(refused.body.error.details.considered).toEqual([
    { id: 'c1', verdict: 'passed_over', reason: expect.stringContaining('busy') },
    { id: 'c2', verdict: 'passed_over', reason: expect.stringContaining('busy') },
  ]);
  expect(served).toMatchObject({ status: 200, body: { meta: { container_ids_used: ['c2'] } } });
});

it('gives a container to one of two requests that come together', async () => {
  await using pool = await startPool({ size: 2 });

  const replies = await Promise.all([pool.ask('one'), pool.ask('two', { profile_id: 'p2' })]);

  expect(replies.map(({ status }) => status)).toEqual([200, 200]);
  expect(replies.map(({ body }) => body.meta.container_ids_used[0]).sort()).toEqual(['c1', 'c2']);
  for (const { ledger } of pool.workers) expect(ledger.maxConcurrentPosts).toBe(1);
});

it('pays no more than the probe limit for a worker whose status hangs', async () => {
  await using pool = await startPool({
    size: 2,
    container: { timeouts: { connect_seconds: 0.5, read_seconds: 60 } },
  });
  pool.worker('c1').script({ rules: [{ kind: 'hang', paths: ['/status'] }] });
  const startedAt = performance.now();

  const reply = await pool.ask('hi');

  expect(reply.body.meta.container_ids_used).toEqual(['c2']);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});

it('passes over containers whose status is none, and asks them for nothing else', async () => {
  await using pool = await startPool({ size: 7 });
  const rules: readonly WorkerRule[] = [
    { kind: 'status', status: 500 },
    { kind: 'status', status: 404 },
    { kind: 'status', status: 423 },
    { kind: 'html' },
    { kind: 'status', status: 200, body: [] },
    { kind: 'drop' },
  ];
  const broken = pool.workers.slice(0, rules.length);
  for (const [index, worker] of broken.entries()) {
    worker.script({ rules: rules.slice(index, index + 1).map((rule) => ({ ...rule, paths: ['/status'] })) });
  }

  const reply = await pool.ask('hi');

  expect(reply).toMatchObject({ status: 200, body: { meta: { container_ids_used: ['c7'] } } });
  for (const { ledger } of broken) expect(ledger.counts.posts).toBe(0);
});

it('passes over a container that is down', async () => {
  await using pool = await startPool({ size: 2 });
  await pool.worker('c1').stop();

  const replies = [await pool.ask('one'), await pool.ask('two')];

  for (const { body } of replies) expect(body.meta.container_ids_used).toEqual(['c2']);
});

it('sends no request at all to a disabled container', async () => {
  await using pool = await startPool({ container: { enabled: false } });

  const reply = await pool.ask('hi');

  expect(reply).toMatchObject(busy);
  expect(pool.worker('c1').ledger.counts).toMatchObject({ posts: 0, statusCalls: 0, healthCalls: 0 });
});

it('keeps to the containers that the profile allows', async () => {
  const profile = { profile_id: 'p1', profile_value: '/p1', allowed_containers: ['c2', 'nobody'] };
  await using pool = await startPool({ size: 3, config: { profiles: [profile] } });

  const replies = [await pool.ask('one'), await pool.ask('two')];
  pool.worker('c2').script({ busy: { status: true } });
  const last = await pool.ask('three');

  for (const { body } of replies) expect(body.meta.container_ids_used).toEqual(['c2']);
  expect(last).toMatchObject(busy);
});

it('has no container for a profile that allows unknown ones only', async () => {
  const profile = { profile_id: 'p1', profile_value: '/p1', allowed_containers: ['nobody'] };
  await using pool = await startPool({ config: { profiles: [profile] } });

  const reply = await pool.ask('hi');

  expect(reply).toMatchObject(busy);
  expect(reply.body.error.details.considered).toEqual([
    { id: 'nobody', verdict: 'passed_over', reason: 'not enabled' },
  ]);
});
