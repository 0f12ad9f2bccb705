import { GlassgateError } from '../plugin-api/error.ts';
import type { EndedStage } from './test-run.ts';
import { reentrant, spend, stage, startRun } from './test-run.ts';

function selfMs(stages: readonly EndedStage[], name: string): number {
  return stages.filter((ended) => ended.stage === name).reduce((sum, ended) => sum + ended.selfMs, 0);
}

describe('self time', () => {
  it('charges each stage for its own time only, before and after next()', async () => {
    const { run, stages } = startRun([
      stage('idle'),
      stage('both-sides', async (_call, next) => {
        spend(20);
        const answer = await next();
        spend(20);
        return answer;
      }),
      stage('slow', async () => spend(150)),
    ]);
    await run.answer;

    expect(selfMs(stages, 'slow')).toBeGreaterThanOrEqual(150);
    expect(selfMs(stages, 'both-sides')).toBeGreaterThanOrEqual(40);
    expect(selfMs(stages, 'both-sides')).toBeLessThan(150);
    expect(selfMs(stages, 'idle')).toBeLessThan(150);
  });

  it('of all stages and what is unaccounted for add up to the total, also with attempts and a failure', async () => {
    const { run, stages, runs } = startRun(
      [
        stage('jobs', async (_call, next) => {
          spend(2);
          return next();
        }),
        reentrant('selector', async (_call, next) => {
          await next().catch(() => spend(3));
          return next();
        }),
        stage('upstream', async ({ attempt }) => {
          spend(5);
          await new Promise((resolve) => setImmediate(resolve));
          if (attempt === 1) throw new GlassgateError('CONTAINER_BUSY', 'busy');
          throw new GlassgateError('UPSTREAM_ERROR', 'broken');
        }),
      ],
      { arrivedAt: performance.now() - 30 },
    );
    await expect(run.answer).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' });
    const totalMs = run.end();

    const [result] = runs;
    const staged = stages.reduce((sum, ended) => sum + ended.selfMs, 0);
    const missing = totalMs - staged - (result?.unaccountedMs ?? Number.NaN);
    expect(Math.abs(missing)).toBeLessThanOrEqual(Math.max(totalMs * 0.01, 0.05));
    expect(stages).toHaveLength(4);
    expect(staged).toBeGreaterThanOrEqual(15);
    // The request had waited 30 ms before any stage saw it.
    expect(result?.unaccountedMs).toBeGreaterThanOrEqual(30);
    expect(result?.unaccountedMs).toBeLessThan(totalMs - 15);
  });

  it('is in the timeline as it is in the metrics, with the start of each stage', async () => {
    const { run, stages } = startRun([stage('outer'), stage('inner', async () => spend(5))]);
    await run.answer;

    const [outer, inner] = run.journal.timeline();
    expect(inner?.selfMs).toBe(selfMs(stages, 'inner'));
    expect(outer?.selfMs).toBe(selfMs(stages, 'outer'));
    expect(inner?.startMs).toBeGreaterThanOrEqual(outer?.startMs ?? Number.NaN);
  });

  it('of a stage that is still running is shown as it is now, without an outcome', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const { run } = startRun([stage('waiting', () => promise)]);
    const [before] = run.journal.timeline();
    spend(5);
    const [after] = run.journal.timeline();
    resolve('done');
    await run.answer;

    expect(before?.outcome).toBeUndefined();
    expect(after?.selfMs).toBeGreaterThanOrEqual((before?.selfMs ?? Number.NaN) + 5);
    expect(run.journal.timeline()).toMatchObject([{ stage: 'waiting', outcome: 'ok' }]);
  });
});
