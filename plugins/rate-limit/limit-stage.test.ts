import { type Admission, GlassgateError, UpstreamFeedback } from 'glassgate/plugin-api';
import { makeCall } from 'glassgate/testing';
import { runLimited } from './limit-stage.ts';
import { testLimiter } from './test-limiter.ts';

function stageOf() {
  const { clock, limiter } = testLimiter({ rate_rpm: 10, queue_timeout: 1 });
  const outcomes: string[] = [];
  const spans: object[] = [];
  const metrics = {
    requests: { increment: ({ outcome }: { outcome: string }) => outcomes.push(outcome) },
    waits: { observe: () => undefined },
    overflowed: { increment: () => undefined },
  };
  const run = async (
    next: () => Promise<string>,
    admission: Partial<Admission> = {},
    signal?: AbortSignal,
  ) => {
    const base = makeCall({ annotate: (attributes) => spans.push(attributes), ...(signal && { signal }) });
    const values = { admission: { limiter: 'one', priority: 'normal', bytes: 0, ...admission } as const };
    const answer = runLimited({ ...base, values }, next, { limiter, metrics });
    answer.catch(() => undefined);
    await clock.advance(5);
    return { answer, call: base };
  };
  const spent = () => [10 - limiter.gate.bucket.tokens, limiter.gate.guard.count].map(Math.round);
  return { clock, limiter, outcomes, spans, run, spent };
}

const error = (code: 'CONTAINER_BUSY' | 'UPSTREAM_ERROR' | 'CLIENT_CANCELED') =>
  new GlassgateError(code, 'No.');

describe('the stage where nobody tells what became of a request', () => {
  it.each([
    ['an answer', undefined, 'success', [1, 1]],
    ['a failure', error('UPSTREAM_ERROR'), 'upstream_error', [1, 1]],
    ['a client that left', error('CLIENT_CANCELED'), 'client_closed', [1, 1]],
    ['something busy, so that nothing was executed', error('CONTAINER_BUSY'), 'unsent', [0, 0]],
  ])('counts %s', async (_name, failure, outcome, expected) => {
    const { run, outcomes, spent, limiter } = stageOf();
    const { answer } = await run(async () => {
      if (failure !== undefined) throw failure;
      return 'answer';
    });
    await (failure === undefined
      ? expect(answer).resolves.toBe('answer')
      : expect(answer).rejects.toBe(failure));
    expect([outcomes, spent(), limiter.gate.inflight]).toEqual([[outcome], expected, 0]);
  });
});

describe('the stage where the sender tells', () => {
  it.each([
    [
      'an answer',
      (feedback: UpstreamFeedback) => feedback.answered({ status: 200 }),
      undefined,
      'success',
      [1, 1],
    ],
    [
      'a 429',
      (feedback: UpstreamFeedback) => feedback.answered({ status: 429 }),
      undefined,
      'ratelimited',
      [1, 1],
    ],
    [
      'a 500',
      (feedback: UpstreamFeedback) => feedback.answered({ status: 500 }),
      undefined,
      'upstream_error',
      [1, 1],
    ],
    [
      'a refused connection',
      (feedback: UpstreamFeedback) => feedback.unsent(),
      error('UPSTREAM_ERROR'),
      'unsent',
      [0, 0],
    ],
    [
      'a retryable failure after the write',
      (feedback: UpstreamFeedback) => feedback.written(),
      error('CONTAINER_BUSY'),
      'upstream_error',
      [1, 1],
    ],
    ['a retryable failure before', () => undefined, error('CONTAINER_BUSY'), 'unsent', [0, 0]],
    ['a failure without a word', () => undefined, error('UPSTREAM_ERROR'), 'upstream_error', [1, 1]],
  ])('counts %s', async (_name, tell, failure, outcome, expected) => {
    const { run, outcomes, spent } = stageOf();
    const feedback = new UpstreamFeedback();
    const next = async () => {
      tell(feedback);
      if (failure !== undefined) throw failure;
      return 'answer';
    };
    const { answer } = await run(next, { feedback });
    await answer.catch(() => undefined);
    expect([outcomes, spent()]).toEqual([[outcome], expected]);
  });

  it('lowers the rate when answers are 429, and pauses as asked', async () => {
    const { run, limiter } = stageOf();
    for (let index = 0; index < 5; index += 1) {
      const feedback = new UpstreamFeedback();
      await run(
        async () => {
          feedback.answered({ status: 429, ...(index === 4 && { retryAfterMs: 7000 }) });
          return 'answer';
        },
        { feedback },
      );
    }
    expect([limiter.gate.rate.state, limiter.gate.rate.effectiveRpm]).toEqual(['retreat', 5]);
    expect(limiter.gate.pauseMs).toBeGreaterThan(6900);
  });
});

it('holds a place among those under way until the rest of the chain has ended', async () => {
  const { run, limiter } = stageOf();
  const { promise, resolve } = Promise.withResolvers<string>();
  const { answer } = await run(() => promise);
  expect(limiter.gate.inflight).toBe(1);
  resolve('answer');
  await answer;
  expect(limiter.gate.inflight).toBe(0);
});

it('records how a request came through, and why another did not', async () => {
  const { run, clock, outcomes, spans } = stageOf();
  const first = await run(async () => 'answer');
  expect(first.call.journal.decisions).toMatchObject([
    {
      subject: 'rate-limit',
      chosen: 'test/one',
      reason: 'let through at once; 9.0 tokens left, state normal at 10.0 rpm',
      counts: { waiting: 0, inflight: 1, window_sends: 1 },
    },
  ]);
  for (let index = 0; index < 9; index += 1) await run(async () => 'answer');
  const late = await run(async () => 'answer');
  await clock.advance(1000);
  await expect(late.answer).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  expect(late.call.journal.decisions).toMatchObject([
    { subject: 'rate-limit', chosen: null, reason: expect.stringContaining('left no place') },
  ]);
  expect(outcomes.at(-1)).toBe('timeout');
  expect([spans[0], spans.at(-1)]).toMatchObject([
    { 'glassgate.ratelimit.decision': 'immediate', 'glassgate.ratelimit.limiter': 'test/one' },
    { 'glassgate.ratelimit.decision': 'RATE_LIMITED' },
  ]);
});

it('sends nothing for a client that left while it waited', async () => {
  const { run, outcomes, spent, clock } = stageOf();
  for (let index = 0; index < 10; index += 1) await run(async () => 'answer');
  const client = new AbortController();
  const sent: string[] = [];
  const next = async () => {
    sent.push('it');
    return 'answer';
  };
  const { answer } = await run(next, {}, client.signal);
  client.abort(error('CLIENT_CANCELED'));
  await expect(answer).rejects.toMatchObject({ code: 'CLIENT_CANCELED' });
  await clock.advance(70_000);
  expect([sent, outcomes.at(-1), spent()]).toEqual([[], 'client_closed', [0, 0]]);
});
