import { GlassgateError } from '../plugin-api/error.ts';
import { defineNote } from '../plugin-api/note.ts';
import { stage, startRun } from './test-run.ts';

describe('errors', () => {
  it('that are strangers become INTERNAL_ERROR with the stranger as cause, counted once where thrown', async () => {
    const cause = new TypeError('x is undefined');
    const { run, stages, runs } = startRun([
      stage('jobs'),
      stage('selector'),
      stage('broken', () => Promise.reject(cause)),
    ]);

    await expect(run.answer).rejects.toMatchObject({
      code: 'INTERNAL_ERROR',
      message: "Plugin 'broken' failed unexpectedly.",
      cause,
    });
    run.end();

    expect(stages.map(({ stage, thrownHere }) => [stage, thrownHere])).toEqual([
      ['broken', true],
      ['selector', false],
      ['jobs', false],
    ]);
    expect(runs).toMatchObject([{ code: 'INTERNAL_ERROR', outcome: 'error', attempts: 1 }]);
  });

  it('thrown before the first await of a stage are treated alike', async () => {
    const { run, stages } = startRun([
      stage('hasty', () => {
        throw new RangeError('too far');
      }),
    ]);
    await expect(run.answer).rejects.toMatchObject({ code: 'INTERNAL_ERROR' });
    expect(stages).toMatchObject([{ stage: 'hasty', thrownHere: true }]);
  });

  it('that a stage replaces are counted at both stages', async () => {
    const { run, stages } = startRun([
      stage('profile', (_call, next) =>
        next().catch((cause: unknown) => {
          throw new GlassgateError('PROFILE_BUSY', 'Every profile is busy.', { cause });
        }),
      ),
      stage('lock', () => Promise.reject(new GlassgateError('CONTAINER_BUSY', 'busy'))),
    ]);
    await expect(run.answer).rejects.toMatchObject({ code: 'PROFILE_BUSY' });
    expect(stages.map(({ stage, thrownHere, outcome }) => [stage, thrownHere, outcome])).toEqual([
      ['lock', true, 'reject'],
      ['profile', true, 'reject'],
    ]);
  });

  it('of another copy of the plugin API keep their code', async () => {
    const foreign = Object.assign(new Error('busy'), {
      [Symbol.for('glassgate.error')]: true,
      code: 'CONTAINER_BUSY',
      kind: 'busy',
    });
    const { run } = startRun([stage('foreign', () => Promise.reject(foreign))]);
    await expect(run.answer).rejects.toBe(foreign);
  });

  it.each([
    ['INVALID_REQUEST', 'reject'],
    ['CONTAINER_BUSY', 'reject'],
    ['UPSTREAM_ERROR', 'error'],
    ['STORE_UNAVAILABLE', 'error'],
    ['CLIENT_CANCELED', 'canceled'],
  ] as const)('with %s end the stage as %s', async (code, outcome) => {
    const { run, stages } = startRun([stage('any', () => Promise.reject(new GlassgateError(code, 'no')))]);
    await expect(run.answer).rejects.toMatchObject({ code });
    expect(stages).toMatchObject([{ outcome }]);
    expect(run.journal.timeline()).toMatchObject([{ stage: 'any', outcome, code }]);
  });

  it('leave decisions and notes readable', async () => {
    const found = defineNote<string>('found');
    const considered = [{ id: 'c1', verdict: 'passed_over', reason: 'busy' }] as const;
    const { run } = startRun([
      stage('selector', async (call) => {
        call.note(found, 'first');
        call.note(found, 'second');
        call.decide({ subject: 'container', chosen: null, reason: 'no container is free', considered });
        throw new GlassgateError('CONTAINER_BUSY', 'busy');
      }),
    ]);
    await expect(run.answer).rejects.toMatchObject({ code: 'CONTAINER_BUSY' });

    expect(run.journal.decisions).toMatchObject([
      { stage: 'selector', attempt: 1, subject: 'container', chosen: null, considered },
    ]);
    expect(run.journal.all(found)).toEqual(['first', 'second']);
    expect(run.journal.latest(found)).toBe('second');
    expect(run.journal.latest(defineNote('lost'))).toBeUndefined();
  });

  it('reach an opener that looks a little later, without an unhandled rejection', async () => {
    const seen: unknown[] = [];
    const onUnhandled = (reason: unknown) => seen.push(reason);
    process.on('unhandledRejection', onUnhandled);
    const { run } = startRun([stage('early', () => Promise.reject(new GlassgateError('NOT_FOUND', 'no')))]);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', onUnhandled);

    expect(seen).toEqual([]);
    await expect(run.answer).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
