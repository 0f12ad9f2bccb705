import type { WorkerRule } from 'glassgate/testing';
import { type Pool, startPool } from './pool.ts';

/** Ask, and wait until the worker works on it. */
async function askAndHang(pool: Pool, containerId: string, options?: object) {
  const worker = pool.worker(containerId);
  const { tasks } = worker.ledger.counts;
  worker.script({ rules: [{ kind: 'hang' }] });
  const asked = pool.ask('slow', options);
  await worker.until(({ counts }) => counts.tasks > tasks);
  worker.script({});
  return {
    release: () => {
      worker.release();
      return asked;
    },
  };
}

it('refuses a profile that is in use, at once and without touching a worker', async () => {
  await using pool = await startPool({ size: 2 });
  const slow = await askAndHang(pool, 'c1');
  const before = pool.worker('c2').ledger.counts;

  const second = await pool.ask('quick');

  expect(second).toMatchObject({
    status: 503,
    body: { error: { code: 'PROFILE_BUSY', details: { profile_id: 'p1' } } },
  });
  expect(pool.worker('c2').ledger.counts).toEqual(before);
  expect(await slow.release()).toMatchObject({ status: 200 });
  expect(await pool.ask('again')).toMatchObject({ status: 200 });
});

it('says which request holds the profile', async () => {
  await using pool = await startPool();
  const slow = await askAndHang(pool, 'c1');

  const { error } = (await pool.ask('quick')).body;

  const owner = (await slow.release()).body.meta.request_id;
  expect(error.details.locked_by).toBe(owner);
  expect(error.message).toContain(owner);
  expect(error.details.age_seconds).toBeGreaterThan(0);
});

it('lets requests with different profiles run side by side', async () => {
  await using pool = await startPool({ size: 2 });
  const slow = await askAndHang(pool, 'c1');

  const other = await pool.ask('quick', { profile_id: 'p2' });

  expect(other).toMatchObject({ status: 200, body: { meta: { container_ids_used: ['c2'] } } });
  expect(await slow.release()).toMatchObject({ status: 200 });
});

it.each<[string, WorkerRule]>([
  ['a refusal', { kind: 'status', status: 400 }],
  ['a busy worker', { kind: 'status', status: 423 }],
  ['a failure', { kind: 'status', status: 500 }],
  ['a dropped connection', { kind: 'drop' }],
  ['a guest page', { kind: 'answer', pageUrl: 'https://chat.qwen.ai/c/guest' }],
])('frees the profile after %s', async (_, rule) => {
  await using pool = await startPool({ container: { analyze_retries: 0 } });
  pool.worker('c1').script({ rules: [rule] });
  await pool.ask('hi');

  const second = await pool.ask('hi');

  expect(second.status).not.toBe(200);
  expect(second.body.error.code).not.toBe('PROFILE_BUSY');
});

it('frees the profile when no container is free', async () => {
  await using pool = await startPool();
  pool.worker('c1').script({ busy: { status: true } });

  const codes = [await pool.ask('one'), await pool.ask('two')].map(({ body }) => body.error.code);

  expect(codes).toEqual(['CONTAINER_BUSY', 'CONTAINER_BUSY']);
});
