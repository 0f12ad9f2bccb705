import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from 'glassgate/testing';
import { openPool, type PoolOptions } from './pool.ts';
import { scrape, total } from './scrape.ts';
import { solve } from './solve.ts';

// Says that it is idle and refuses every task all the same.
const deceiver = { script: { busy: { posts: true } } };
const twoOfThreeBusy: PoolOptions = { workers: [deceiver, deceiver, {}] };

function otlp(collector: OtlpReceiver): Record<string, string> {
  return {
    OTEL_SDK_DISABLED: 'false',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  };
}

function ancestors(span: ReceivedSpan, spans: readonly ReceivedSpan[]): string[] {
  const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
  return parent === undefined ? [] : [parent.spanId, ...ancestors(parent, spans)];
}

describe('a solve that fails over twice', () => {
  it.concurrent('leaves one trace from the client to the workers, rows for every attempt, and times that add up', async () => {
    await using collector = await startOtlpReceiver();
    await using pool = await openPool(twoOfThreeBusy);
    await using gateway = await pool.start(otlp(collector));

    const reply = await solve(gateway);
    await gateway.untilLine((line) => line['msg'] === 'solve finished');
    const samples = await scrape(gateway);
    expect(await gateway.stop()).toBe(0);

    expect(reply).toMatchObject({
      status: 200,
      body: { final: { text: 'echo: hi' }, meta: { container_ids_used: ['c1', 'c2', 'c3'] } },
    });
    expect(
      pool.rows('SELECT container_id, status, error_code, attempt FROM job_attempts ORDER BY attempt'),
    ).toMatchObject([
      { container_id: 'c1', status: 'failed', error_code: 'CONTAINER_BUSY', attempt: 1 },
      { container_id: 'c2', status: 'failed', error_code: 'CONTAINER_BUSY', attempt: 2 },
      { container_id: 'c3', status: 'succeeded', error_code: null, attempt: 3 },
    ]);
    expect(pool.rows('SELECT job_id, status FROM jobs')).toMatchObject([
      { job_id: reply.body.meta.job_id, status: 'succeeded' },
    ]);

    const { spans } = collector;
    const servers = spans.filter((span) => span.name === 'POST /v1/solve');
    expect(servers).toMatchObject([{ kind: 'server', parentSpanId: '', traceId: reply.body.meta.trace_id }]);
    const [server] = servers;
    const stages = spans.filter((span) => span.name.startsWith('stage '));
    expect(stages.every((span) => ancestors(span, spans).includes(server?.spanId ?? ''))).toBe(true);
    const attemptsOf = (name: string) =>
      stages
        .filter((span) => span.attributes['glassgate.stage.name'] === name)
        .map((span) => span.attributes['glassgate.stage.attempt']);
    expect(attemptsOf('chat')).toEqual([1, 2, 3]);
    expect(attemptsOf('upstream')).toEqual([3]);
    expect(attemptsOf('selector')).toEqual([1]);

    const posts = pool.workers.flatMap(({ ledger }) => ledger.posts);
    const calls = spans.filter((span) => span.kind === 'client' && span.name === 'POST /analyze');
    expect(posts.map(({ traceparent }) => traceparent).sort()).toEqual(
      calls.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`).sort(),
    );
    expect(posts).toHaveLength(4);
    expect(calls.every((span) => ancestors(span, spans).includes(server?.spanId ?? ''))).toBe(true);
    expect([...collector.paths]).toEqual(['/v1/traces']);

    const staged = total(samples, 'glassgate_stage_duration_seconds_sum', { chain: 'solve' });
    const run = total(samples, 'glassgate_run_duration_seconds_sum', { chain: 'solve' });
    expect(Math.abs(staged - run)).toBeLessThanOrEqual(Math.max(run * 0.01, 50e-6));
    expect(run).toBeGreaterThan(0);
    const counted = (stage: string) =>
      total(samples, 'glassgate_stage_duration_seconds_count', { chain: 'solve', stage });
    expect(['chat', 'upstream', 'unaccounted'].map(counted)).toEqual([3, 1, 1]);
    expect(total(samples, 'glassgate_stage_duration_seconds_sum', { stage: 'unaccounted' })).toBeLessThan(
      run,
    );
    expect(total(samples, 'glassgate_stage_errors_total', { stage: 'chat', code: 'CONTAINER_BUSY' })).toBe(2);
  }, 30_000);
});

describe('a traceparent of the client', () => {
  it.concurrent('is continued', async () => {
    const [traceId, spanId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
    await using collector = await startOtlpReceiver();
    await using pool = await openPool();
    await using gateway = await pool.start(otlp(collector));

    const reply = await solve(gateway, {}, { headers: { traceparent: `00-${traceId}-${spanId}-01` } });
    await gateway.stop();

    expect(reply.body.meta.trace_id).toBe(traceId);
    expect(collector.spans.filter((span) => span.name === 'POST /v1/solve')).toMatchObject([
      { traceId, parentSpanId: spanId },
    ]);
    const posts = pool.workers.flatMap(({ ledger }) => ledger.posts);
    expect(posts).toHaveLength(2);
    expect(posts.every((post) => post.traceparent?.startsWith(`00-${traceId}-`))).toBe(true);
  }, 30_000);
});
