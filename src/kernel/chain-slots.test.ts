import { defineSlot } from '../plugin-api/slot.ts';
import { reentrant, stage, startRun } from './test-run.ts';

describe('slots', () => {
  it('carry what the opener and the stages above put in, under the names of each plugin', async () => {
    const { run } = startRun(
      [
        {
          ...stage('profile', (call, next) => next({ chosen: `${call.values['request']}-p1` })),
          needs: [['request', 'solveRequest']],
          adds: [['chosen', 'profile']],
        },
        {
          ...stage('upstream', async ({ values }) => values),
          needs: [
            ['profile', 'profile'],
            ['request', 'solveRequest'],
          ],
        },
      ],
      { fills: { task: defineSlot('solveRequest') }, values: { task: 'r' } },
    );

    expect(await run.answer).toEqual({ profile: 'r-p1', request: 'r' });
  });

  it('show a stage only what it asked for', async () => {
    const { run } = startRun([stage('nosy', async ({ values }) => Object.keys(values))], {
      fills: { task: defineSlot('solveRequest') },
      values: { task: 'r' },
    });
    expect(await run.answer).toEqual([]);
  });

  it('of one attempt do not leak into the next', async () => {
    const { run } = startRun([
      {
        ...reentrant('selector', async (_call, next) => [
          await next({ container: 'c1' }),
          await next({ container: 'c2' }),
        ]),
        adds: [['container', 'container']],
      },
      { ...stage('upstream', async ({ values }) => values['box']), needs: [['box', 'container']] },
    ]);
    expect(await run.answer).toEqual(['c1', 'c2']);
  });

  it('may hold undefined, but may not be forgotten', async () => {
    const adds = [['proxy', 'proxy']] as const;
    const end = stage('upstream', async () => 'done');
    const given = startRun([{ ...stage('profile', (_call, next) => next({ proxy: undefined })), adds }, end]);
    const forgotten = startRun([{ ...stage('profile', (_call, next) => next({})), adds }, end]);

    await expect(given.run.answer).resolves.toBe('done');
    await expect(forgotten.run.answer).rejects.toMatchObject({
      code: 'INTERNAL_ERROR',
      message: "Plugin 'profile' called next() without a value for 'proxy', which it adds.",
    });
  });

  it('end in an error when no stage answers', async () => {
    const { run } = startRun([stage('only')]);
    await expect(run.answer).rejects.toMatchObject({
      code: 'INTERNAL_ERROR',
      message: 'The chain ended and no stage answered.',
    });
  });
});
