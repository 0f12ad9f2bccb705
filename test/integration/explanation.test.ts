import { readFile } from 'node:fs/promises';
import { collectSpans } from 'glassgate/testing';
import { type Pool, startPool } from './pool.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests look into every corner of an answer
type Body = any;

async function explain({ gateway }: Pool, id: string): Promise<{ status: number; body: Body }> {
  const [name = '', search = ''] = id.split('?');
  const response = await fetch(`${gateway.url}/v1/jobs/${encodeURIComponent(name)}?${search}`);
  return { status: response.status, body: await response.json() };
}

const ioLog = { container_io_log: { enabled: true, dir: './io' } };

/** The I/O log writes every 100 ms. */
async function explainWritten(pool: Pool, id: string): Promise<Body> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const { body } = await explain(pool, id);
    if (body.io_log.every(({ state }: Body) => state !== 'waiting')) return body;
    await new Promise(setImmediate);
  }
  throw new Error('The I/O log was not written.');
}

describe('GET /v1/jobs/:id', () => {
  it('joins spans, log lines and I/O records of a request', async () => {
    await using _spans = collectSpans();
    await using pool = await startPool({ config: ioLog });
    const { meta } = (await pool.ask('hi')).body;
    await pool.gateway.untilLog('solve finished');

    const body = await explainWritten(pool, meta.job_id);

    expect(body.sources).toEqual({ trace: 'ok', logs: 'ok', io_log: 'ok' });
    expect(body.missing).toEqual([]);
    const [server, run, ...inside] = body.spans;
    expect(server).toMatchObject({ name: 'POST /v1/solve', kind: 'server', depth: 0, start_ms: 0 });
    expect(run).toMatchObject({ name: 'glassgate.solve', depth: 1, parent_span_id: server.span_id });
    const names = inside.map(({ name }: Body) => name);
    expect(names).toEqual(expect.arrayContaining(['stage lock', 'stage upstream', 'POST /analyze']));
    for (const span of inside) {
      const parent = body.spans.find(({ span_id }: Body) => span_id === span.parent_span_id);
      expect(span.depth).toBe(parent.depth + 1);
      expect(span.start_ms).toBeGreaterThanOrEqual(parent.start_ms - 0.01);
    }
    expect(body.logs.at(-1)).toMatchObject({
      event: 'solve.finished',
      job_id: meta.job_id,
      trace_id: meta.trace_id,
      span_id: run.span_id,
    });
    const messages = body.io_log.filter(({ operation }: Body) => operation === 'analyze');
    expect(messages).toHaveLength(2);
    for (const { file, offset, bytes, seq } of messages) {
      const line = (await readFile(file)).subarray(offset, offset + bytes).toString();
      expect(JSON.parse(line)).toMatchObject({ v: 1, seq, job_id: meta.job_id, operation: 'analyze' });
    }
  });

  it('shows what was said to workers to those who ask for it, also before it was written', async () => {
    await using pool = await startPool({ config: ioLog });
    const { meta } = (await pool.ask('what I asked')).body;

    const { body } = await explain(pool, `${meta.job_id}?records=1`);
    const { body: without } = await explain(pool, meta.job_id);

    const message = body.io_log.findLast(({ operation }: Body) => operation === 'analyze');
    expect(message).toMatchObject({ state: 'written', record: { seq: message.seq, path: '/analyze' } });
    expect(JSON.stringify(message.record.request)).toContain('what I asked');
    expect(without.io_log[0]).not.toHaveProperty('record');
    expect(JSON.stringify(without)).not.toContain('what I asked');
  });

  it('says who held the lock', async () => {
    await using _spans = collectSpans();
    await using pool = await startPool();
    const worker = pool.worker('c1');
    worker.script({ rules: [{ kind: 'hang' }] });
    const holding = pool.gateway.solve({
      request_id: 'long-one',
      input: { text: 'x' },
      options: { profile_id: 'p1' },
    });
    await worker.until(({ counts }) => counts.tasks > 0);
    const refused = await pool.ask('me too');
    worker.clearScript();
    const { meta: holder } = (await holding).body;

    const { body } = await explain(pool, refused.body.meta.job_id);

    expect(refused.body.error.code).toBe('PROFILE_BUSY');
    expect(body.blocked_by).toEqual([
      {
        profile_id: 'p1',
        request_id: 'long-one',
        job_id: holder.job_id,
        trace_id: holder.trace_id,
        span_id: expect.stringMatching(/^[\da-f]{16}$/),
        since: expect.any(String),
      },
    ]);
  });

  it('finds the newest job of a request id or a trace id, and lists the others', async () => {
    await using _spans = collectSpans();
    await using pool = await startPool();
    const traceId = 'ab'.repeat(16);
    const init = {
      headers: { 'content-type': 'application/json', traceparent: `00-${traceId}-${'cd'.repeat(8)}-01` },
    };
    const ids: string[] = [];
    for (const text of ['one', 'two', 'three']) {
      const body = { request_id: 'same', input: { text }, options: { profile_id: 'p1' } };
      ids.push((await pool.gateway.solve(body, init)).body.meta.job_id);
    }

    for (const id of ['same', traceId, traceId.toUpperCase()]) {
      const { body } = await explain(pool, id);
      expect(body.job.job_id).toBe(ids[2]);
      expect(body.others.map(({ job_id }: Body) => job_id)).toEqual([ids[1], ids[0]]);
      const jobs = body.spans.map(({ attributes }: Body) => attributes['glassgate.job.id']);
      expect(jobs.filter((job: unknown) => job !== undefined)).toEqual([ids[2]]);
      for (const line of body.logs) expect([undefined, ids[2]]).toContain(line.job_id);
    }
    expect((await explain(pool, ids[0] ?? '')).body.others).toEqual([]);
  });

  it('says what is not kept', async () => {
    await using pool = await startPool({
      config: { observability: { flight_recorder: { max_bytes: 0 } }, log: { recent_bytes: 0 } },
    });
    const { meta } = (await pool.ask('hi')).body;

    const { body } = await explain(pool, meta.job_id);

    expect(body).toMatchObject({ spans: [], logs: [], io_log: [] });
    expect(body.sources).toEqual({ trace: 'off', logs: 'off', io_log: 'off' });
    expect(body.missing).toHaveLength(3);
  });

  it('says what is there no longer: memories end with their process', async () => {
    await using _spans = collectSpans();
    await using before = await startPool({ config: ioLog });
    const { meta } = (await before.ask('hi')).body;
    await before.gateway.stop();
    const { workers } = before;
    await using after = await startPool({ config: ioLog, workers, sqlitePath: before.gateway.sqlitePath });

    const { body } = await explain(after, meta.job_id);

    expect(body.job.status).toBe('succeeded');
    expect(body.sources).toEqual({ trace: 'expired', logs: 'expired', io_log: 'expired' });
  });

  it.each([
    ['an id of nobody', 'nobody'],
    ['SQL', "' OR 1=1 --"],
    ['a path', '../../etc/passwd'],
    ['control characters', '\u0000\u001b[31m\r\n'],
    ['an emoji', '\u{1f600}'],
    ['an id without end', 'x'.repeat(4_000)],
    ['a pattern', '%_%'],
  ])('answers 404 to %s', async (_what, id) => {
    await using pool = await startPool();
    await pool.ask('hi');

    expect(await explain(pool, id)).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } });
  });

  it('works without the plugins that it asks', async () => {
    const plugins = ['solve', 'prompt', 'jobs', 'profile', 'lock', 'selector', 'chat', 'upstream'];
    await using pool = await startPool({ config: { plugins } });
    const { meta } = (await pool.ask('hi')).body;

    const { body } = await explain(pool, meta.job_id);

    expect(body).toMatchObject({ ok: true, queue: null, io_log: [], sources: { io_log: 'off' } });
  });
});

describe('Server-Timing', () => {
  it.each([
    ['the header X-Glassgate-Timing', {}, { 'x-glassgate-timing': '1' }],
    ['include_debug', { include_debug: true }, {}],
  ])('is answered when %s asks for it', async (_what, options, headers) => {
    await using pool = await startPool();
    const response = await fetch(`${pool.gateway.url}/v1/solve`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ input: { text: 'hi' }, options: { profile_id: 'p1', ...options } }),
    });

    const timing = response.headers.get('server-timing') ?? '';
    const entries = timing.split(', ').map((entry) => entry.split(';dur='));
    const times = new Map(entries.map(([name, ms]) => [name, Number(ms)]));
    expect([...times.keys()]).toEqual(expect.arrayContaining(['jobs', 'upstream', 'unaccounted', 'total']));
    const sum = [...times].reduce((all, [name, ms]) => (name === 'total' ? all : all + ms), 0);
    expect(sum).toBeCloseTo(times.get('total') ?? 0, 1);
  });

  it('is not answered otherwise', async () => {
    await using pool = await startPool();
    const response = await fetch(`${pool.gateway.url}/v1/solve`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ input: { text: 'hi' } }),
    });
    expect(response.headers.get('server-timing')).toBeNull();
  });
});
