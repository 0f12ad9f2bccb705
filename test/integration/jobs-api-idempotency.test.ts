import { copyFile } from 'node:fs/promises';
import { makeTempDir, type WorkerRule, type WorkerScript } from 'glassgate/testing';
import { type Pool, startPool } from './pool.ts';

interface Sent {
  readonly header?: string;
  readonly requestId?: string;
  readonly text?: string;
  readonly options?: object;
  readonly signal?: AbortSignal;
}

async function send({ gateway }: Pool, { header, requestId, text = 'hi', options, signal }: Sent) {
  const response = await fetch(`${gateway.url}/v1/solve`, {
    method: 'POST',
    ...(signal && { signal }),
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

it.each<[string, WorkerScript]>([
  ['was refused as busy', { busy: { posts: true } }],
  ['was refused as wrong', { rules: [{ kind: 'status', status: 400 }] }],
])('does a request again that %s', async (_, script) => {
  await using pool = await startPool();
  await send(pool, { text: 'first' });
  pool.worker('c1').script(script);
  expect((await send(pool, { header: 'k1' })).status).not.toBe(200);
  pool.worker('c1').clearScript();

  const second = await send(pool, { header: 'k1' });

  expect(second).toMatchObject({ status: 200, body: { final: { text: 'echo: hi' } } });
  expect(second.headers.get('idempotency-replayed')).toBeNull();
});

it('does a request again that failed in its start prompt', async () => {
  await using pool = await startPool();
  pool.worker('c1').script({ rules: [{ kind: 'status', status: 500, times: 1 }] });
  expect(await send(pool, { header: 'k1' })).toMatchObject({ status: 502 });

  expect(await send(pool, { header: 'k1' })).toMatchObject({ status: 200 });
  expect(messagesOf(pool)).toBe(1);
});

const uncertain = (jobId: string, code: string) => ({
  status: 409,
  body: {
    error: { code: 'IDEMPOTENCY_UNCERTAIN', details: { job_id: jobId, error: { code } } },
    meta: { job_id: '' },
  },
});

it.each<WorkerRule>([
  { kind: 'status', status: 500 },
  { kind: 'html' },
  { kind: 'drop' },
  { kind: 'half-body' },
])('never does a request again whose message met with: $kind', async (rule) => {
  await using pool = await startPool({ container: { analyze_retries: 0 } });
  await send(pool, { text: 'first' });
  pool.worker('c1').script({ rules: [{ ...rule, times: 1 }] });
  const first = await send(pool, { header: 'k1' });

  const second = await send(pool, { header: 'k1' });

  expect(first.body.error.code).toBe('UPSTREAM_ERROR');
  expect(second).toMatchObject(uncertain(first.body.meta.job_id, 'UPSTREAM_ERROR'));
  expect(await send(pool, { header: 'k1', text: 'ho' })).toMatchObject({
    body: { error: { code: 'IDEMPOTENCY_CONFLICT' } },
  });
  expect(messagesOf(pool)).toBe(1);
  expect(await send(pool, { header: 'k2' })).toMatchObject({ status: 200 });
});

it('never does a request again whose client left in the middle', async () => {
  await using pool = await startPool();
  await send(pool, { text: 'first' });
  const worker = pool.worker('c1');
  worker.script({ rules: [{ kind: 'hang' }] });
  const client = new AbortController();
  const left = send(pool, { header: 'k1', signal: client.signal }).catch(() => 'left');
  await worker.until(({ posts }) => posts.some(({ task }) => task?.text === 'hi'));
  client.abort();
  expect(await left).toBe('left');
  await pool.gateway.untilLog('solve failed');
  worker.clearScript();

  const second = await send(pool, { header: 'k1' });

  expect(second).toMatchObject(uncertain(expect.any(String) as string, 'CLIENT_CANCELED'));
  expect(messagesOf(pool)).toBe(1);
});

it('never does a request again that met its deadline in the middle', async () => {
  await using pool = await startPool({ config: { solve: { deadline_seconds: 2 } } });
  await send(pool, { text: 'first' });
  pool.worker('c1').script({ rules: [{ kind: 'hang' }] });
  const first = await send(pool, { header: 'k1' });
  pool.worker('c1').clearScript();

  const second = await send(pool, { header: 'k1' });

  expect(first.body.error.code).toBe('DEADLINE_EXCEEDED');
  expect(second).toMatchObject(uncertain(first.body.meta.job_id, 'DEADLINE_EXCEEDED'));
  expect(messagesOf(pool)).toBe(1);
}, 30_000);

it('never does a request again that a stop has cut off, also after a restart', async () => {
  await using dir = await makeTempDir();
  const sqlitePath = `${dir.path}/store.sqlite`;
  await using before = await startPool({ sqlitePath, config: { shutdown: { drain_seconds: 0.1 } } });
  await send(before, { text: 'first' });
  const worker = before.worker('c1');
  worker.script({ rules: [{ kind: 'hang' }] });
  const running = send(before, { header: 'k1' });
  await worker.until(({ posts }) => posts.some(({ task }) => task?.text === 'hi'));
  await before.gateway.stop();
  const first = await running;
  worker.clearScript();
  await using after = await startPool({ sqlitePath, workers: before.workers });

  const second = await send(after, { header: 'k1' });

  expect(first.body.error.code).toBe('SHUTTING_DOWN');
  expect(second).toMatchObject(uncertain(first.body.meta.job_id, 'SHUTTING_DOWN'));
  expect(messagesOf(before)).toBe(1);
}, 30_000);

it('never does a request again that was interrupted by a kill', async () => {
  await using dir = await makeTempDir();
  const sqlitePath = `${dir.path}/killed.sqlite`;
  await using killed = await startPool();
  await send(killed, { text: 'first' });
  const worker = killed.worker('c1');
  worker.script({ rules: [{ kind: 'hang' }] });
  const running = send(killed, { header: 'k1' });
  await worker.until(({ posts }) => posts.some(({ task }) => task?.text === 'hi'));
  // What is on disk now is what a kill would leave.
  for (const suffix of ['', '-wal']) await copyFile(killed.gateway.sqlitePath + suffix, sqlitePath + suffix);
  await using pool = await startPool({ sqlitePath, workers: killed.workers });
  worker.clearScript();
  const { body } = await running;

  const second = await send(pool, { header: 'k1' });

  expect(second).toMatchObject(uncertain(body.meta.job_id, 'INTERNAL_ERROR'));
  expect(messagesOf(pool)).toBe(1);
});

it('names the job that a repeated answer comes from in the log', async () => {
  await using pool = await startPool();
  const { body } = await send(pool, { header: 'k1' });
  await send(pool, { header: 'k1' });

  const lines = pool.gateway.logLines.filter(({ msg }) => msg === 'solve finished');
  expect(lines.map((line) => line['replay_of'])).toEqual([undefined, body.meta.job_id]);
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
