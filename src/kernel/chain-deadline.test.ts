import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { GlassgateError } from '../plugin-api/error.ts';
import type { AttemptEndedEvent } from '../plugin-api/observers.ts';
import { reentrant, stage, startRun } from './test-run.ts';

const left = new GlassgateError('CLIENT_CANCELED', 'The client left.');

describe('the deadline of a run', () => {
  it('aborts its signal and fails it with DEADLINE_EXCEEDED', async () => {
    const { run, runs } = startRun(
      [stage('outer'), stage('slow', ({ signal }) => delay(60_000, 'late', { signal }))],
      { deadlineMs: 15 },
    );

    await expect(run.answer).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      message: 'The request was not done within its limit of 0.015 s.',
      details: { limit_ms: 15 },
    });
    run.end();
    expect(runs).toMatchObject([{ code: 'DEADLINE_EXCEEDED', outcome: 'error' }]);
  });

  it('is over for a run that is done', async () => {
    let signal: AbortSignal | undefined;
    const quick = stage('quick', async (call) => {
      signal = call.signal;
    });
    await startRun([quick], { deadlineMs: 10 }).run.answer;

    // Equal limits end in the order in which they began.
    const slow = stage('slow', ({ signal: late }) => delay(60_000, 'late', { signal: late }));
    await expect(startRun([slow], { deadlineMs: 10 }).run.answer).rejects.toThrow();
    expect(signal?.aborted).toBe(false);
  });
});

describe('the signal of a run', () => {
  it('gives its reason to whatever a library makes of the abort', async () => {
    const client = new AbortController();
    const { run, stages } = startRun(
      [
        stage('upstream', ({ signal }) => {
          const waiting = delay(60_000, 'late', { signal });
          client.abort(left);
          return waiting;
        }),
      ],
      { signal: client.signal },
    );
    await expect(run.answer).rejects.toBe(left);
    expect(stages).toMatchObject([{ outcome: 'canceled', error: left, thrownHere: true }]);
  });

  it('keeps later stages from starting', async () => {
    const client = new AbortController();
    let isReached = false;
    const { run } = startRun(
      [
        stage('first', (_call, next) => {
          client.abort(left);
          return next();
        }),
        stage('second', async () => {
          isReached = true;
        }),
      ],
      { signal: client.signal },
    );
    await expect(run.answer).rejects.toBe(left);
    expect(isReached).toBe(false);
  });

  it('may have aborted before the run began', async () => {
    const { run } = startRun([stage('any', async () => 'done')], { signal: AbortSignal.abort(left) });
    await expect(run.answer).rejects.toBe(left);
  });
});

describe('the grace after an abort', () => {
  it('lets a stage clean up, and even answer', async () => {
    const client = new AbortController();
    const { run } = startRun(
      [
        stage('thorough', async ({ signal }) => {
          const aborted = once(signal, 'abort');
          client.abort(left);
          await aborted;
          return 'saved';
        }),
      ],
      { signal: client.signal },
    );
    await expect(run.answer).resolves.toBe('saved');
  });

  it('ends, so that a stage that ignores its signal keeps nobody waiting', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const { run } = startRun([stage('deaf', () => promise)], { deadlineMs: 5, graceMs: 10 });

    await expect(run.answer).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(run.journal.timeline()).toMatchObject([{ stage: 'deaf', outcome: 'error' }]);
    resolve('too late');
  });

  it('gives up the innermost stage first, so that those around it release and close what they opened', async () => {
    const seen: string[] = [];
    const ended: AttemptEndedEvent[] = [];
    const { run } = startRun(
      [
        reentrant('selector', async (_call, next) => {
          try {
            return await next();
          } finally {
            seen.push('released');
          }
        }),
        stage('deaf', () => new Promise(() => undefined)),
      ],
      { deadlineMs: 5, graceMs: 10, observers: [{ attemptEnded: (event) => ended.push(event) }] },
    );

    await expect(run.answer).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(seen).toEqual(['released']);
    expect(ended).toMatchObject([{ stage: 'selector', error: { code: 'DEADLINE_EXCEEDED' } }]);
  });
});
