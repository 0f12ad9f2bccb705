import { makeTempDir } from 'glassgate/testing';
import { type Pool, startPool } from './pool.ts';

interface Sent {
  readonly header?: string;
  readonly requestId?: string;
  readonly text?: string;
  readonly options?: object;
}

async function send({ gateway }: Pool, { header, requestId, text = 'hi', options }: Sent) {
  const response = await fetch(`${gateway.url}/v1/solve`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(header !== undefined && { 'idempotency-key': header }),
    },
    body: JSON.stringify({
      request_id: requestId,
      input: { text },
      options: { profile_id: 'p1', ...options },
    }),
  });
  const { headers, status } = response;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into every corner of an answer
  return { status, headers, body: (await response.json()) as any };
}

const messagesOf = (pool: Pool) =>
  pool.worker('c1').ledger.posts.filter(({ task }) => task?.text === 'hi').length;

it.each<[string, Sent]>([
  ['the header', { header: 'k1' }],
  ['the option', { requestId: 'k1', options: { idempotent: true } }],
  ['the header and the same request id', { header: 'k1', requestId: 'k1' }],
])('repeats the stored answer when %s asks for it', async (_, sent) => {
  await using pool = await startPool();
  const first = await send(pool, sent);

  const second = await send(pool, sent);

  expect(first).toMatchObject({ status: 200, body: { meta: { request_id: 'k1' } } });
  expect(first.headers.get('idempotency-replayed')).toBeNull();
  expect(second.status).toBe(200);
  expect(second.headers.get('idempotency-replayed')).toBe('true');
  expect(second.body).toEqual({
    ...first.body,
    meta: { ...first.body.meta, started_at: expect.any(String), finished_at: expect.any(String) },
  });
  expect(messagesOf(pool)).toBe(1);
  expect(pool.gateway.rows('SELECT job_id FROM jobs')).toEqual([{ job_id: first.body.meta.job_id }]);
  expect(await pool.gateway.metrics()).toContain(
    'glassgate_jobs_idempotent_requests_total{result="replayed"} 1',
  );
});

it('does a request again when nobody asks for idempotency', async () => {
  await using pool = await startPool();
  for (let count = 0; count < 2; count += 1) await send(pool, { requestId: 'k1' });
  expect(messagesOf(pool)).toBe(2);
});

it('refuses another body under the same key, and says whose it is', async () => {
  await using pool = await startPool();
  const first = await send(pool, { header: 'k1' });

  const second = await send(pool, { header: 'k1', text: 'ho' });

  expect(second).toMatchObject({
    status: 409,
    body: {
      ok: false,
      error: { code: 'IDEMPOTENCY_CONFLICT', details: { job_id: first.body.meta.job_id } },
      meta: { job_id: '', request_id: 'k1' },
    },
  });
});

it('has one of many equal requests done, and tells the others when to come back', async () => {
  await using pool = await startPool();
  await send(pool, { text: 'first' });
  const worker = pool.worker('c1');
  worker.script({ rules: [{ kind: 'hang' }] });
  const running = send(pool, { header: 'k1' });
  await worker.until(({ posts }) => posts.some(({ task }) => task?.text === 'hi'));

  const others = await Promise.all(Array.from({ length: 10 }, () => send(pool, { header: 'k1' })));
  worker.clearScript();

  for (const { status, headers, body } of others) {
    expect([status, body.error.code, headers.get('retry-after')]).toEqual([
      409,
      'IDEMPOTENCY_IN_PROGRESS',
      '1',
    ]);
  }
  expect(await running).toMatchObject({ status: 200 });
  expect(await send(pool, { header: 'k1' })).toMatchObject({
    status: 200,
    body: { final: { text: 'echo: hi' } },
  });
  expect(messagesOf(pool)).toBe(1);
});

it('has exactly one of a hundred that come at once done', async () => {
  await using pool = await startPool();

  const replies = await Promise.all(Array.from({ length: 100 }, () => send(pool, { header: 'k1' })));

  expect(messagesOf(pool)).toBe(1);
  expect(replies.filter(({ status }) => status !== 200 && status !== 409)).toEqual([]);
  expect(replies.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
});

it('does a request again that has failed', async () => {
  await using pool = await startPool();
  await send(pool, { text: 'first' });
  pool.worker('c1').script({ rules: [{ kind: 'status', status: 500 }] });
  expect(await send(pool, { header: 'k1' })).toMatchObject({ status: 502 });
  pool.worker('c1').clearScript();

  const second = await send(pool, { header: 'k1' });

  expect(second).toMatchObject({ status: 200, body: { final: { text: 'echo: hi' } } });
  expect(second.headers.get('idempotency-replayed')).toBeNull();
});

it('remembers answers over a restart', async () => {
  await using dir = await makeTempDir();
  const sqlitePath = `${dir.path}/store.sqlite`;
  await using before = await startPool({ sqlitePath });
  const first = await send(before, { header: 'k1' });
  await before.gateway.stop();
  await using after = await startPool({ sqlitePath, workers: before.workers });

  const second = await send(after, { header: 'k1' });

  expect(second.headers.get('idempotency-replayed')).toBe('true');
  expect(second.body).toMatchObject({ final: first.body.final, meta: { job_id: first.body.meta.job_id } });
});

it.each<[string, Sent]>([
  ['a key and another request id', { header: 'k1', requestId: 'r1' }],
  ['a blank key', { header: '' }],
  ['a key of 256 characters', { header: 'k'.repeat(256) }],
  ['the option without any id', { options: { idempotent: true } }],
  ['an option that is no boolean', { requestId: 'k1', options: { idempotent: 'yes' } }],
])('refuses %s', async (_, sent) => {
  await using pool = await startPool();
  expect(await send(pool, sent)).toMatchObject({ status: 400, body: { error: { code: 'INVALID_REQUEST' } } });
  expect(messagesOf(pool)).toBe(0);
});
