import { GlassgateError } from '../plugin-api/error.ts';
import { reentrant, stage, startRun, type TestStage } from './test-run.ts';

/** Answers 'done' at the n-th call; until then it is busy. */
function busyUntil(call: number): TestStage {
  let calls = 0;
  return async () => {
    calls += 1;
    if (calls < call) throw new GlassgateError('CONTAINER_BUSY', 'busy');
    return 'done';
  };
}

/** Calls next() up to n times, until it answers. */
function tryTimes(times: number): TestStage {
  return async (_call, next) => {
    for (let left = times; left > 1; left -= 1) {
      try {
        return await next();
      } catch {
        // The next attempt may do better.
      }
    }
    return next();
  };
}

describe('attempts', () => {
  it('are numbered from 1 in every stage after the reentrant one', async () => {
    const { run, stages, runs } = startRun([
      stage('jobs'),
      reentrant('selector', tryTimes(3)),
      stage('chat'),
      stage('upstream', busyUntil(3)),
    ]);

    await expect(run.answer).resolves.toBe('done');
    run.end();

    expect(stages.map(({ stage, attempt }) => `${stage} ${attempt}`)).toEqual([
      'upstream 1',
      'chat 1',
      'upstream 2',
      'chat 2',
      'upstream 3',
      'chat 3',
      'selector 1',
      'jobs 1',
    ]);
    expect(runs).toMatchObject([{ attempts: 3, outcome: 'ok', code: undefined }]);
  });

  it('of an inner reentrant stage are counted over the whole run, not per outer attempt', async () => {
    const { run, stages } = startRun([
      reentrant('profile', tryTimes(2)),
      reentrant('selector', tryTimes(2)),
      stage('upstream', busyUntil(4)),
    ]);

    await expect(run.answer).resolves.toBe('done');

    const seen = stages.map(({ stage, attempt, outcome }) => `${stage} ${attempt} ${outcome}`);
    expect(seen).toEqual([
      'upstream 1 reject',
      'upstream 2 reject',
      'selector 1 reject',
      'upstream 3 reject',
      'upstream 4 ok',
      'selector 2 ok',
      'profile 1 ok',
    ]);
  });

  it('see in their call what the timeline says', async () => {
    const seen: number[] = [];
    const { run } = startRun([
      reentrant('selector', tryTimes(2)),
      stage('upstream', async ({ attempt }) => {
        seen.push(attempt);
        if (attempt === 1) throw new GlassgateError('CONTAINER_BUSY', 'busy');
        return 'done';
      }),
    ]);
    await run.answer;

    expect(seen).toEqual([1, 2]);
    expect(run.journal.timeline().map(({ stage, attempt }) => [stage, attempt])).toEqual([
      ['selector', 1],
      ['upstream', 1],
      ['upstream', 2],
    ]);
  });

  it('are refused to a stage that is not reentrant, and nothing runs twice', async () => {
    let calls = 0;
    const { run, stages } = startRun([
      stage('greedy', async (_call, next) => {
        await next();
        return next();
      }),
      stage('upstream', async () => {
        calls += 1;
      }),
    ]);

    await expect(run.answer).rejects.toMatchObject({
      code: 'INTERNAL_ERROR',
      message: "Plugin 'greedy' called next() twice and is not reentrant.",
    });
    expect(calls).toBe(1);
    expect(stages.at(-1)).toMatchObject({ stage: 'greedy', outcome: 'error', thrownHere: true });
  });
});
