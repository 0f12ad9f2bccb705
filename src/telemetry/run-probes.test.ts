import { SpanStatusCode } from '@opentelemetry/api';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { RunProbe, RunResult, StageResult } from '../kernel/instruments.ts';
import { GlassgateError } from '../plugin-api/error.ts';
import type { RecordedDecision } from '../plugin-api/journal.ts';
import { collectSpans } from '../testing/collect-spans.ts';
import { createTelemetry } from './create-telemetry.ts';
import { defaultSpanFeatures, type SpanFeatures } from './span-features.ts';

const log = pino({ level: 'silent' });
const ok: StageResult = { outcome: 'ok', selfMs: 2, error: undefined, thrownHere: false };
const runOk: RunResult = { totalMs: 50, unaccountedMs: 1, attempts: 1, code: undefined, outcome: 'ok' };

function startRun(events: SpanFeatures['events'] = 'both') {
  const registry = new Registry();
  const { instruments, http } = createTelemetry({ registry, spans: { ...defaultSpanFeatures, events } });
  instruments.chainBuilt('solve', ['chat', 'upstream']);
  const run = instruments.run({ chain: 'solve', requestId: 'r1', runId: 'run-1' });
  return { instruments, run, text: async () => (await http.exposition()).text };
}

function failStage(run: RunProbe, stage: string, result: Omit<StageResult, 'selfMs'>): void {
  run.within(() => run.stage({ stage, attempt: 1 }).end({ selfMs: 1, ...result }));
}

it('nests the stages of a run and names them without ids', async () => {
  await using collected = collectSpans();
  const { run } = startRun();

  run.within(() => {
    const outer = run.stage({ stage: 'prompt', attempt: 1 });
    outer.within(() => run.stage({ stage: 'upstream', attempt: 2 }).end(ok));
    outer.end(ok);
  });
  run.end(runOk);

  const [upstream, prompt, solve] = collected.spans;
  expect([upstream?.name, prompt?.name, solve?.name]).toEqual([
    'stage upstream',
    'stage prompt',
    'glassgate.solve',
  ]);
  expect(upstream?.parentSpanContext?.spanId).toBe(prompt?.spanContext().spanId);
  expect(prompt?.parentSpanContext?.spanId).toBe(solve?.spanContext().spanId);
  expect(new Set(collected.spans.map((span) => span.spanContext().traceId))).toEqual(new Set([run.traceId]));
  expect(upstream?.attributes).toEqual({
    'glassgate.stage.name': 'upstream',
    'glassgate.stage.attempt': 2,
    'glassgate.request.id': 'r1',
  });
  expect(solve?.attributes).toEqual({
    'glassgate.request.id': 'r1',
    'glassgate.job.id': 'run-1',
    'glassgate.attempts': 1,
    'glassgate.overhead_ms': 50,
    'glassgate.result.code': 'OK',
  });
});

it('makes nothing of the stages of a trace that nobody reads, and counts them all the same', async () => {
  const { run, text } = startRun();
  const seen: unknown[] = [];

  await run.within(async () => {
    const stage = run.stage({ stage: 'upstream', attempt: 1 });
    await stage.within(() =>
      stage.child({ spec: { name: 'chat', kind: 'client', help: '', attributes: {} } }, async (span) => {
        span.annotate({ 'gen_ai.operation.name': 'chat' });
        seen.push(stage.span);
      }),
    );
    stage.end(ok);
  });

  expect(seen).toEqual([undefined]);
  expect(await text()).toContain(
    'glassgate_stage_duration_seconds_count{chain="solve",stage="upstream",outcome="ok"} 1',
  );
});

it('gives no span an id of any length that a client has chosen', async () => {
  await using collected = collectSpans();
  const { instruments } = createTelemetry({ registry: new Registry() });
  const run = instruments.run({ chain: 'solve', requestId: 'x'.repeat(5_000), runId: 'run-1' });

  run.within(() => run.stage({ stage: 'prompt', attempt: 1 }).end(ok));
  run.end(runOk);

  const ids = collected.spans.map(({ attributes }) => attributes['glassgate.request.id']);
  expect(ids).toEqual(['x'.repeat(200), 'x'.repeat(200)]);
});

it('keeps the span of a stage active across awaits', async () => {
  await using collected = collectSpans();
  const { run } = startRun();

  await run.within(async () => {
    const outer = run.stage({ stage: 'lock', attempt: 1 });
    await outer.within(async () => {
      await Promise.resolve();
      run.stage({ stage: 'chat', attempt: 1 }).end(ok);
    });
    outer.end(ok);
  });

  const [chat] = collected.named('stage chat');
  expect(chat?.parentSpanContext?.spanId).toBe(collected.named('stage lock')[0]?.spanContext().spanId);
});

it('tells the exception only at the stage that threw it, with the cause and without secrets', async () => {
  await using collected = collectSpans();
  const { run } = startRun();
  const cause = new TypeError(`cannot use socks5://bob:${'hidden'}@h:1`);
  const error = new GlassgateError('INTERNAL_ERROR', 'Plugin failed.', { cause });

  failStage(run, 'upstream', { outcome: 'error', error, thrownHere: true });
  failStage(run, 'chat', { outcome: 'error', error, thrownHere: false });

  const [upstream, chat] = collected.spans;
  expect(upstream?.events).toHaveLength(1);
  expect(upstream?.events[0]).toMatchObject({
    name: 'exception',
    attributes: {
      'exception.type': 'TypeError',
      'exception.message': 'cannot use socks5://bob:***@h:1',
      'exception.stacktrace': expect.stringContaining('run-probes.test.ts'),
    },
  });
  expect(JSON.stringify(upstream?.events)).not.toContain('hidden');
  expect(chat?.events).toEqual([]);
  for (const span of [upstream, chat]) {
    expect(span?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'INTERNAL_ERROR' });
    expect(span?.attributes['error.type']).toBe('INTERNAL_ERROR');
  }
});

it('tells the exception in the log alone where events go there, with the stack of our own failures only', async () => {
  await using collected = collectSpans();
  const lines: Record<string, unknown>[] = [];
  const debug = pino({ level: 'debug' }, { write: (line) => void lines.push(JSON.parse(line)) });
  const { run } = startRun('logs');
  const cause = new TypeError(`cannot use socks5://bob:${'hidden'}@h:1`);
  const ours = new GlassgateError('INTERNAL_ERROR', 'Plugin failed.', { cause });
  const theirs = new GlassgateError('UPSTREAM_ERROR', 'The worker failed.');

  for (const error of [ours, theirs])
    run.within(() => {
      const stage = run.stage({ stage: 'upstream', attempt: 1 });
      stage.end({ selfMs: 1, outcome: 'error', error, thrownHere: true }, debug);
    });

  expect(collected.spans.map(({ events }) => events)).toEqual([[], []]);
  expect(collected.spans[0]?.attributes['error.type']).toBe('INTERNAL_ERROR');
  expect(collected.spans[0]?.status.code).toBe(SpanStatusCode.ERROR);
  expect(lines).toMatchObject([
    {
      level: 20,
      event: 'stage.failed',
      code: 'INTERNAL_ERROR',
      'exception.type': 'TypeError',
      'exception.message': 'cannot use socks5://bob:***@h:1',
      'exception.stacktrace': expect.stringContaining('run-probes.test.ts'),
    },
    { code: 'UPSTREAM_ERROR', 'exception.type': 'GlassgateError', 'exception.message': 'The worker failed.' },
  ]);
  expect(lines[1]).not.toHaveProperty('exception.stacktrace');
  expect(JSON.stringify(lines)).not.toContain('hidden');
});

it('marks a refusal without its stack, and a client that left without an error', async () => {
  await using collected = collectSpans();
  const { run } = startRun();
  const busy = new GlassgateError('CONTAINER_BUSY', 'Every container is busy.');
  const left = new GlassgateError('CLIENT_CANCELED', 'The client left.');

  failStage(run, 'selector', { outcome: 'reject', error: busy, thrownHere: true });
  failStage(run, 'upstream', { outcome: 'canceled', error: left, thrownHere: true });

  const [selector, upstream] = collected.spans;
  expect(selector?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'CONTAINER_BUSY' });
  expect(selector?.events[0]?.attributes).toEqual({
    'exception.type': 'GlassgateError',
    'exception.message': 'Every container is busy.',
  });
  expect(upstream?.status.code).toBe(SpanStatusCode.UNSET);
  expect(upstream?.attributes['error.type']).toBe('CLIENT_CANCELED');
});

it.each([
  ['CONTAINER_BUSY', SpanStatusCode.ERROR],
  ['UPSTREAM_ERROR', SpanStatusCode.ERROR],
  ['INVALID_REQUEST', SpanStatusCode.UNSET],
  ['CLIENT_CANCELED', SpanStatusCode.UNSET],
] as const)('ends a run with %s under status %i', async (code, status) => {
  await using collected = collectSpans();
  const { run } = startRun();

  run.end({ ...runOk, code, outcome: 'error' });

  expect(collected.spans[0]?.status.code).toBe(status);
  expect(collected.spans[0]?.attributes).toMatchObject({ 'glassgate.result.code': code, 'error.type': code });
});

it('records decisions as events, with no more than 64 candidates', async () => {
  await using collected = collectSpans();
  const { run } = startRun();
  const considered = Array.from({ length: 70 }, (_, index) => ({
    id: `c${index}`,
    verdict: 'passed_over' as const,
    reason: 'busy',
  }));
  const decision: RecordedDecision = {
    subject: 'container',
    chosen: 'c70',
    reason: 'round-robin',
    considered,
    counts: { busy: 70, idle: 1 },
    stage: 'selector',
    attempt: 1,
    atMs: 3,
  };

  run.within(() => {
    const stage = run.stage({ stage: 'selector', attempt: 1 });
    stage.decided(decision, log);
    stage.decided({ ...decision, chosen: null, considered: [] }, log);
    stage.end(ok);
  });

  const [event, without] = collected.spans[0]?.events ?? [];
  expect(event?.name).toBe('glassgate.decision');
  expect(event?.attributes).toMatchObject({
    subject: 'container',
    chosen: 'c70',
    reason: 'round-robin',
    counts: ['busy=70', 'idle=1'],
  });
  expect(event?.attributes?.['considered']).toHaveLength(64);
  expect(event?.attributes?.['considered']).toContain('c0=busy');
  expect(without?.attributes).not.toHaveProperty('chosen');
});

it('accounts for all time of a run and counts an error once', async () => {
  const { run, text } = startRun();
  const error = new GlassgateError('UPSTREAM_ERROR', 'The worker failed.');

  expect(await text()).toContain('glassgate_runs_in_flight{chain="solve"} 1');
  failStage(run, 'upstream', { outcome: 'error', error, thrownHere: true });
  failStage(run, 'chat', { outcome: 'error', error, thrownHere: false });
  run.end({ totalMs: 5_000, unaccountedMs: -0.001, attempts: 2, code: 'UPSTREAM_ERROR', outcome: 'error' });

  const lines = (await text()).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'glassgate_stage_errors_total{chain="solve",stage="upstream",code="UPSTREAM_ERROR"} 1',
      'glassgate_stage_errors_total{chain="solve",stage="chat",code="UPSTREAM_ERROR"} 0',
      'glassgate_stage_errors_total{chain="solve",stage="upstream",code="INTERNAL_ERROR"} 0',
      'glassgate_stage_duration_seconds_sum{chain="solve",stage="upstream",outcome="error"} 0.001',
      'glassgate_stage_duration_seconds_bucket{le="0.0005",chain="solve",stage="upstream",outcome="error"} 0',
      'glassgate_stage_duration_seconds_bucket{le="0.001",chain="solve",stage="upstream",outcome="error"} 1',
      'glassgate_stage_duration_seconds_sum{chain="solve",stage="unaccounted",outcome="error"} 0',
      'glassgate_stage_duration_seconds_count{chain="solve",stage="unaccounted",outcome="error"} 1',
      'glassgate_run_duration_seconds_sum{chain="solve",outcome="error"} 5',
      'glassgate_attempts_sum{chain="solve"} 2',
      'glassgate_runs_in_flight{chain="solve"} 0',
    ]),
  );
});

it('counts an observer that throws, and shows it where it happened', async () => {
  await using collected = collectSpans();
  const { instruments, run, text } = startRun();

  run.within(() => {
    const stage = run.stage({ stage: 'chat', attempt: 1 });
    stage.within(() => instruments.observerFailed('io-log', new RangeError('full')));
    stage.end(ok);
  });

  expect(await text()).toContain('glassgate_observer_errors_total{plugin="io-log"} 1');
  expect(collected.spans[0]?.events[0]).toMatchObject({
    name: 'glassgate.observer_failed',
    attributes: { plugin: 'io-log', 'exception.type': 'RangeError' },
  });
});

it('has no trace id without tracing, and still counts', async () => {
  const { run, text } = startRun();

  run.within(() => run.stage({ stage: 'chat', attempt: 1 }).end(ok));
  run.end(runOk);

  expect(run.traceId).toBeUndefined();
  expect(await text()).toContain('glassgate_run_duration_seconds_count{chain="solve",outcome="ok"} 1');
});
