import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { logEvents } from 'glassgate/plugin-api';
import { collectSpans } from 'glassgate/testing';
import { z } from 'zod';
import { type Pool, startPool } from './pool.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests look into every corner of an answer
type Body = any;

const config = {
  container_io_log: { enabled: true, dir: './io' },
  solve: { deadline_seconds: 2 },
  selector: { probe_interval_seconds: 3600 },
};
const faults = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 423 },
  { kind: 'status', status: 400 },
  { kind: 'drop' },
  { kind: 'html' },
  { kind: 'half-json' },
  { kind: 'not-ok' },
] as const;

/** The same numbers for the same seed, from 0 to 1. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

async function startMixedPool(): Promise<Pool> {
  return startPool({ size: 3, container: { analyze_retries: 1 }, config });
}

/** Requests of every kind: good ones, refused ones, broken workers, clients that leave. */
async function mixedLoad(pool: Pool, { requests, seed }: { requests: number; seed: number }): Promise<void> {
  const random = seeded(seed);
  const one = async (index: number): Promise<void> => {
    const worker = pool.workers[Math.floor(random() * pool.workers.length)];
    const fault = faults[Math.floor(random() * faults.length * 2)];
    if (fault !== undefined) worker?.script({ rules: [{ ...fault, times: 1 } as never] });
    const draw = random();
    const options = { profile_id: `p${1 + Math.floor(random() * 3)}`, include_debug: draw > 0.9 };
    const body = { request_id: `r-${seed}-${index}`, input: { text: 'hi' }, options };
    if (draw < 0.1) return void (await pool.gateway.solve({ ...body, input: {} }));
    if (draw < 0.2) return void (await pool.gateway.solve({ ...body, prompt_id: 'unknown' }));
    if (draw < 0.3) return void (await pool.gateway.solve('{"input":'));
    const left = draw < 0.4 ? { signal: AbortSignal.timeout(Math.ceil(random() * 20)) } : {};
    const idempotent = { ...body, request_id: 'again', options: { ...options, idempotent: true } };
    await pool.gateway.solve(draw > 0.85 ? idempotent : body, left).catch(() => undefined);
  };
  for (let first = 0; first < requests; first += 6) {
    await Promise.all(Array.from({ length: 6 }, (_value, place) => one(first + place)));
  }
  for (const worker of pool.workers) worker.clearScript();
}

async function selfCheck({ gateway }: Pool, query = ''): Promise<Body> {
  return (await fetch(`${gateway.url}/v1/self-check${query}`)).json();
}

/** Requests that have only just ended are still on their way. */
async function settled(pool: Pool): Promise<Body> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const body = await selfCheck(pool);
    if (body.pending === 0 || Date.now() > deadline) return body;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function ioRecords({ gateway }: Pool): Body[] {
  const dir = join(gateway.dir, 'io');
  return readdirSync(dir).flatMap((name) =>
    readFileSync(join(dir, name), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );
}

function counted(metrics: string, name: string): number {
  const lines = metrics.split('\n').filter((line) => line.startsWith(`${name}{`));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}

// A program of its own: this process must not open the file a second time.
function changeRows(path: string, sql: string): void {
  const script = `new (require('node:sqlite').DatabaseSync)(${JSON.stringify(path)}).exec(${JSON.stringify(sql)})`;
  const { status, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

it('finds counters, rows, log lines, spans and the I/O log in agreement, whatever happened', async () => {
  await using spans = collectSpans();
  await using pool = await startMixedPool();

  await mixedLoad(pool, { requests: 60, seed: 1 });

  const body = await settled(pool);
  expect(body).toMatchObject({ ok: true, agrees: true, pending: 0, mismatches: [] });
  const states = Object.fromEntries(body.laws.map(({ law, state }: Body) => [law, state]));
  expect(states).toEqual({
    log_lines: 'kept',
    spans: 'kept',
    rows: 'kept',
    attempts: 'kept',
    io_log: 'kept',
    counter: 'kept',
    exchanges: 'kept',
  });
  // The same laws once more, without the plugin that keeps them.
  const metrics = await pool.gateway.metrics();
  const finished = pool.gateway.logLines.filter(({ event }) => event === 'solve.finished');
  const refused = pool.gateway.logLines.filter(({ event }) => event === 'solve.refused');
  expect(finished).toHaveLength(body.requests);
  expect(spans.named('glassgate.solve')).toHaveLength(body.requests);
  expect(counted(metrics, 'glassgate_solve_requests_total')).toBe(finished.length + refused.length);
  const [jobs] = pool.gateway.rows('SELECT COUNT(*) AS count FROM jobs');
  expect(jobs?.['count']).toBe(body.laws.find(({ law }: Body) => law === 'rows').checked);
  await pool.gateway.stop();
  const records = ioRecords(pool);
  expect(records).toHaveLength(counted(metrics, 'glassgate_upstream_requests_total'));
}, 60_000);

it('knows the solves of every door, and the requests that never became one', async () => {
  await using _spans = collectSpans();
  await using pool = await startPool({ config });
  const post = (model: string) =>
    fetch(`${pool.gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model, messages: [{ role: 'user', content: 'hi' }] }),
    });

  const served = await post('solve/default');
  pool.worker('c1').script({ rules: [{ kind: 'status', status: 500 }] });
  const failed = await post('solve/default');
  pool.worker('c1').clearScript();
  await pool.ask('hi');
  await pool.gateway.solve({ input: {} });

  expect([served.status, failed.status]).toEqual([200, 502]);
  expect(await settled(pool)).toMatchObject({ agrees: true, requests: 3, mismatches: [] });
  const lines = pool.gateway.logLines.filter(({ event }) => event === 'solve.finished');
  expect(lines.map(({ code }) => code)).toEqual(['OK', 'UPSTREAM_ERROR', 'OK']);
  const metrics = await pool.gateway.metrics();
  expect(metrics).toMatch(/^glassgate_solve_requests_total\{code="OK"\} 2$/m);
  expect(metrics).toMatch(/^glassgate_solve_requests_total\{code="INVALID_REQUEST"\} 1$/m);
});

it('writes records that fit their schema, numbered without a gap', async () => {
  await using _spans = collectSpans();
  await using pool = await startMixedPool();
  await mixedLoad(pool, { requests: 18, seed: 2 });
  await pool.gateway.stop();

  const schema = JSON.parse(readFileSync('docs/io-log.schema.json', 'utf8')) as never;
  const record = z.fromJSONSchema(schema);
  const byContainer = Map.groupBy(ioRecords(pool), ({ container_id }) => container_id);
  expect([...byContainer.keys()].sort()).toEqual(['c1', 'c2', 'c3']);
  for (const records of byContainer.values()) {
    expect(records.map(({ seq }) => seq)).toEqual(records.map((_record, index) => index + 1));
    for (const one of records) expect(record.safeParse(one).error).toBeUndefined();
  }
}, 60_000);

it('has every log line name its event, and its request where there is one', async () => {
  await using _spans = collectSpans();
  await using pool = await startMixedPool();
  await mixedLoad(pool, { requests: 36, seed: 3 });
  await settled(pool);

  const { logLines } = pool.gateway;
  const events = new Set(logLines.map(({ event }) => event));
  expect([...events].filter((event) => !(String(event) in logEvents))).toEqual([]);
  expect(events).not.toContain('log.other');
  expect([...events]).toEqual(
    expect.arrayContaining(['solve.finished', 'solve.refused', 'glassgate.decision', 'upstream.retry']),
  );
  for (const line of logLines.filter(({ job_id }) => job_id !== undefined)) {
    expect(line).toMatchObject({
      request_id: expect.any(String),
      trace_id: expect.stringMatching(/^[\da-f]{32}$/),
      span_id: expect.stringMatching(/^[\da-f]{16}$/),
    });
  }
  const finished = logLines.filter(({ event }) => event === 'solve.finished');
  expect(new Set(finished.map(({ job_id }) => job_id)).size).toBe(finished.length);
}, 60_000);

it('names the request whose row is gone, whose row says something else, and the row of nobody', async () => {
  await using _spans = collectSpans();
  await using pool = await startPool({ config });
  const ids: string[] = [];
  for (const text of ['one', 'two', 'three']) ids.push((await pool.ask(text)).body.meta.job_id);
  expect(await settled(pool)).toMatchObject({ agrees: true, requests: 3 });

  changeRows(
    pool.gateway.sqlitePath,
    `DELETE FROM jobs WHERE job_id = '${ids[0]}';
     UPDATE jobs SET error_code = 'UPSTREAM_ERROR' WHERE job_id = '${ids[1]}';
     DELETE FROM job_attempts WHERE job_id = '${ids[2]}';
     INSERT INTO jobs (job_id, request_id, prompt_id, status, started_at, finished_at)
       SELECT 'stranger', 'r-x', 'default', 'succeeded', started_at, '2020-01-01T00:00:00.000000+00:00'
       FROM jobs WHERE job_id = '${ids[2]}';`,
  );

  const body = await settled(pool);
  expect(body.agrees).toBe(false);
  const named = body.mismatches.map(({ law, job_id, found }: Body) => [law, job_id, found]);
  expect(named).toEqual([
    ['rows', ids[0], 'none'],
    ['rows', ids[1], 'UPSTREAM_ERROR'],
    ['rows', 'stranger', 'a row'],
    ['attempts', ids[2], 0],
  ]);
  expect(body.mismatches[0]).toMatchObject({ request_id: expect.any(String), trace_id: expect.any(String) });
});

it('shows in the metrics what the last comparison found', async () => {
  await using _spans = collectSpans();
  const often = { ...config, self_check: { interval_seconds: 0.2 } };
  await using pool = await startPool({ config: often });
  const { job_id } = (await pool.ask('hi')).body.meta;
  changeRows(pool.gateway.sqlitePath, `DELETE FROM jobs WHERE job_id = '${job_id}'`);

  const line = await pool.gateway.untilLog('metrics, rows, logs and spans disagree');

  expect(line).toMatchObject({ event: 'selfcheck.mismatch', named: [{ law: 'rows', job: job_id }] });
  await pool.gateway.untilLog('metrics, rows, logs and spans agree again');
  expect(await pool.gateway.metrics()).toMatch(/^glassgate_self_check_ok 1$/m);
});

it('compares a window, and refuses one that is none', async () => {
  await using _spans = collectSpans();
  await using pool = await startPool({ config });
  await pool.ask('hi');
  await settled(pool);

  expect(await selfCheck(pool, '?minutes=5')).toMatchObject({ requests: 1 });
  expect(await selfCheck(pool, '?to=2020-01-01')).toMatchObject({ requests: 0, agrees: true });
  expect(await selfCheck(pool, '?minutes=x')).toMatchObject({
    ok: false,
    error: { code: 'INVALID_REQUEST' },
  });
});
