import { DatabaseSync } from 'node:sqlite';
import { collectSpans } from 'glassgate/testing';
import { type Pool, startPool } from './pool.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests look into every corner of an answer
async function get({ gateway }: Pool, path: string): Promise<{ status: number; body: any }> {
  const response = await fetch(`${gateway.url}${path}`);
  return { status: response.status, body: await response.json() };
}

const jobOf = (pool: Pool, id: string) => get(pool, `/v1/jobs/${encodeURIComponent(id)}`);
const isoTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
const ms = expect.any(Number);

describe('GET /v1/jobs/:id', () => {
  it('explains a request that failed', async () => {
    await using pool = await startPool({ size: 2, container: { analyze_retries: 0 } });
    pool.worker('c1').script({ busy: { posts: true } });
    pool.worker('c2').script({
      rules: [
        { kind: 'answer', times: 1, delayMs: 300 },
        { kind: 'status', status: 500 },
      ],
    });
    const { meta } = (await pool.ask('my secret question')).body;

    const { status, body } = await jobOf(pool, meta.job_id);

    expect(status).toBe(200);
    expect(body).toMatchObject({
      ok: true,
      job: {
        job_id: meta.job_id,
        request_id: meta.request_id,
        status: 'failed',
        prompt_id: 'default',
        profile_id: 'p1',
        container_ids_used: ['c1', 'c2'],
        started_at: meta.started_at,
        finished_at: isoTime,
        total_ms: ms,
        unaccounted_ms: ms,
        input: { text_chars: 18, image_ext: null },
        error_code: 'UPSTREAM_ERROR',
        error_message: "Container 'c2' answered 500.",
        error_details: { container_id: 'c2', status: 500 },
      },
      attempts: [
        { attempt: 1, container_id: 'c1', status: 'failed', error_code: 'CONTAINER_BUSY', duration_ms: ms },
        { attempt: 2, container_id: 'c2', status: 'failed', error_code: 'UPSTREAM_ERROR', duration_ms: ms },
      ],
      exchanges_left_out: 0,
    });
    expect(body.summary).toMatch(
      /^Failed after .+ with UPSTREAM_ERROR: Container 'c2' answered 500; .*\d+ % in chat \(c2, 2nd attempt\).*; c1 was passed over: answered 423\.$/,
    );
    // biome-ignore lint/suspicious/noExplicitAny: tests look into every corner of an answer
    const choices = body.decisions.map(({ subject, chosen }: any) => [subject, chosen]);
    expect(choices).toEqual([
      ['profile', 'p1'],
      ['container', 'c1'],
      ['chat', '1'],
      ['container', 'c2'],
      ['chat', '2'],
    ]);
    // biome-ignore lint/suspicious/noExplicitAny: tests look into every corner of an answer
    const posts = body.exchanges.filter(({ method }: any) => method === 'POST');
    expect(posts).toMatchObject([
      { container_id: 'c1', stage: 'chat', attempt: 1, try: 1, status: 423, request: { text: 'text(9)' } },
      {
        container_id: 'c2',
        stage: 'chat',
        attempt: 2,
        try: 1,
        status: 200,
        response: { page_url: expect.any(String) },
      },
      {
        container_id: 'c2',
        stage: 'upstream',
        attempt: 2,
        status: 500,
        path: '/analyze',
        request: { text: 'text(18)' },
      },
    ]);
    expect(JSON.stringify(body)).not.toContain('my secret question');
  });

  it('has a timeline that is complete: every stage has ended, and the times add up', async () => {
    await using pool = await startPool();
    const { meta } = (await pool.ask('hi')).body;

    const { body } = await jobOf(pool, meta.job_id);

    const ran = body.timeline.map(({ stage, container_id, outcome }: Record<string, unknown>) => [
      stage,
      container_id,
      outcome,
    ]);
    expect(ran).toEqual([
      ['prompt', null, 'ok'],
      ['jobs', null, 'ok'],
      ['queue', null, 'ok'],
      ['profile', null, 'ok'],
      ['lock', null, 'ok'],
      ['selector', null, 'ok'],
      ['chat', 'c1', 'ok'],
      ['upstream', 'c1', 'ok'],
    ]);
    const sum = body.timeline.reduce((all: number, { self_ms }: { self_ms: number }) => all + self_ms, 0);
    expect(sum + body.job.unaccounted_ms).toBeCloseTo(body.job.total_ms, 1);
    const [row] = pool.gateway.rows('SELECT total_ms, attempts FROM jobs');
    expect(row).toEqual({ total_ms: expect.closeTo(body.job.total_ms, 2), attempts: 1 });
    expect(body.summary).toMatch(/^Answered after .+: \d+ % in /);
  });

  it('tells of a transport failure and of the tries', async () => {
    await using pool = await startPool({ container: { analyze_retries: 1 } });
    await pool.ask('first');
    pool.worker('c1').script({ rules: [{ kind: 'drop' }] });
    const { meta } = (await pool.ask('hi')).body;

    const { body } = await jobOf(pool, meta.job_id);

    const posts = body.exchanges.filter(({ method }: { method: string }) => method === 'POST');
    const dropped = {
      status: null,
      failure: 'reset',
      error: expect.stringContaining('closed the connection'),
    };
    expect(posts).toMatchObject([
      { ...dropped, try: 1 },
      { ...dropped, try: 2 },
    ]);
  });

  it('hides the password of a proxy', async () => {
    await using pool = await startPool();
    const { meta } = (await pool.ask('hi', { socks_override: 'socks5://user:hunter2@10.0.0.1:1080' })).body;

    const { body } = await jobOf(pool, meta.job_id);

    expect(body.job.socks_id).toMatch(/^url-/);
    expect(JSON.stringify(body)).not.toContain('hunter2');
    expect(JSON.stringify(pool.gateway.rows('SELECT * FROM jobs'))).not.toContain('hunter2');
  });

  it('says where a request is that runs', async () => {
    await using pool = await startPool();
    await pool.ask('first');
    const worker = pool.worker('c1');
    const { tasks } = worker.ledger.counts;
    worker.script({ rules: [{ kind: 'hang' }] });
    const asked = pool.ask('hi');
    await worker.until(({ counts }) => counts.tasks > tasks);

    const { body } = await jobOf(
      pool,
      pool.gateway.rows('SELECT job_id FROM jobs WHERE status IS NULL')[0]?.['job_id'] as string,
    );
    worker.clearScript();
    await asked;

    expect(body.job).toMatchObject({ status: 'running', finished_at: null, total_ms: ms });
    expect(body.summary).toMatch(/^Running for .+, now in upstream \(c1\)/);
    expect(body.timeline.at(-1)).toMatchObject({ stage: 'upstream', outcome: 'running', container_id: 'c1' });
    expect(body.attempts).toMatchObject([{ status: 'running' }]);
    expect(body.decisions).not.toEqual([]);
  });

  it('finds a job by its request id, the newest first, and by its trace id', async () => {
    await using _spans = collectSpans();
    await using pool = await startPool();
    const ask = () => pool.gateway.solve({ request_id: 'r/1', input: { text: 'hi' } });
    const first = (await ask()).body.meta;
    const second = (await ask()).body.meta;

    expect((await jobOf(pool, 'r/1')).body.job.job_id).toBe(second.job_id);
    expect(first.trace_id).toMatch(/^[\da-f]{32}$/);
    expect((await jobOf(pool, first.trace_id)).body.job).toMatchObject({
      job_id: first.job_id,
      trace_id: first.trace_id,
    });
  });

  it.each(['unknown', "' OR 1=1 --", '%', '../jobs', 'a\0b', 'запрос', 'x'.repeat(513), 'x'.repeat(10_000)])(
    'knows no job %j',
    async (id) => {
      await using pool = await startPool();
      await pool.ask('hi');

      const { status, body } = await jobOf(pool, id);

      expect(status).toBe(404);
      expect(body).toEqual({
        ok: false,
        error: {
          code: 'NOT_FOUND',
          message: expect.stringMatching(/^There is no job.{1,300}$/s),
          details: {},
        },
        meta: { request_id: expect.any(String) },
      });
    },
  );

  it('shows what older rows know', async () => {
    await using pool = await startPool();
    insert(pool, [{ job_id: 'old', started_at: '2025-01-01T00:00:00.500000+00:00' }]);

    const { status, body } = await jobOf(pool, 'old');

    expect(status).toBe(200);
    expect(body).toMatchObject({
      summary: 'Answered after 1.50 s.',
      job: { status: 'succeeded', total_ms: 1500 },
      attempts: [],
      timeline: [],
      decisions: [],
      exchanges: [],
    });
  });
});

/** Write rows as an older version would have left them. */
function insert({ gateway }: Pool, rows: readonly { job_id: string; started_at: string }[]): void {
  using database = new DatabaseSync(gateway.sqlitePath);
  const statement = database.prepare(
    "INSERT INTO jobs (job_id, prompt_id, status, started_at, finished_at) VALUES (?, 'default', 'succeeded', ?, ?)",
  );
  for (const { job_id, started_at } of rows)
    statement.run(job_id, started_at, '2025-01-01T00:00:02.000000+00:00');
}

describe('GET /v1/jobs', () => {
  const idsOf = (body: { items: { job_id: string }[] }) => body.items.map(({ job_id }) => job_id);

  it('lists jobs, the newest first', async () => {
    await using pool = await startPool();
    const first = (await pool.ask('one')).body.meta;
    const second = (await pool.ask('two', { prompt_id: 'default' })).body.meta;

    const { body } = await get(pool, '/v1/jobs');

    expect(idsOf(body)).toEqual([second.job_id, first.job_id]);
    expect(body).toMatchObject({ ok: true, meta: { limit: 50, next_cursor: null } });
    expect(body.items[0]).toEqual({
      job_id: second.job_id,
      request_id: second.request_id,
      trace_id: null,
      client: null,
      status: 'succeeded',
      prompt_id: 'default',
      profile_id: 'p1',
      socks_id: null,
      container_ids_used: ['c1'],
      started_at: second.started_at,
      finished_at: isoTime,
      total_ms: ms,
      error_code: null,
      error_message: null,
    });
  });

  it('filters', async () => {
    await using pool = await startPool({ size: 2 });
    const ok = (await pool.ask('one', { profile_id: 'p1' })).body.meta;
    const [container] = ok.container_ids_used;
    for (const worker of pool.workers) worker.script({ busy: { status: true } });
    const failed = (await pool.ask('two', { profile_id: 'p2' })).body.meta;
    const list = async (query: Record<string, string>) =>
      idsOf((await get(pool, `/v1/jobs?${new URLSearchParams(query)}`)).body);

    expect(await list({ status: 'succeeded' })).toEqual([ok.job_id]);
    expect(await list({ status: 'failed' })).toEqual([failed.job_id]);
    expect(await list({ status: 'running' })).toEqual([]);
    expect(await list({ profile: 'p2' })).toEqual([failed.job_id]);
    expect(await list({ container })).toEqual([ok.job_id]);
    expect(await list({ container: 'c9' })).toEqual([]);
    expect(await list({ request_id: ok.request_id })).toEqual([ok.job_id]);
    expect(await list({ request_id: "' OR '1'='1" })).toEqual([]);
    expect(await list({ from: failed.started_at })).toEqual([failed.job_id]);
    expect(await list({ to: failed.started_at })).toEqual([ok.job_id]);
    expect(await list({ profile: 'p1', status: 'failed' })).toEqual([]);
  });

  it('pages through jobs without missing or repeating one, also of the same instant', async () => {
    await using pool = await startPool();
    const at = (second: number) => `2025-01-01T00:00:0${second}.000000+00:00`;
    insert(
      pool,
      [1, 1, 1, 2, 2, 3, 3].map((second, index) => ({ job_id: `j${index}`, started_at: at(second) })),
    );
    const visited: string[] = [];
    let cursor = '';
    for (let page = 0; page < 4; page += 1) {
      const { body } = await get(pool, `/v1/jobs?limit=2&cursor=${cursor}`);
      visited.push(...idsOf(body));
      cursor = body.meta.next_cursor;
      // A newer job does not move the pages behind the cursor.
      insert(pool, [{ job_id: `new${page}`, started_at: at(9) }]);
    }

    expect(cursor).toBeNull();
    expect(visited).toEqual(['j6', 'j5', 'j4', 'j3', 'j2', 'j1', 'j0']);
  });

  it.each(['status=done', 'limit=0', 'limit=501', 'from=x', 'cursor=bm90IGpzb24', 'container=a&container=b'])(
    'refuses ?%s',
    async (query) => {
      await using pool = await startPool();
      const { status, body } = await get(pool, `/v1/jobs?${query}`);
      expect(status).toBe(400);
      expect(body).toMatchObject({ ok: false, error: { code: 'INVALID_REQUEST' } });
    },
  );
});
