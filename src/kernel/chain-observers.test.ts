import { GlassgateError } from '../plugin-api/error.ts';
import { defineNote } from '../plugin-api/note.ts';
import type { AttemptEndedEvent, AttemptEvent, RunEndedEvent } from '../plugin-api/observers.ts';
import { defineSlot } from '../plugin-api/slot.ts';
import { reentrant, stage, startRun } from './test-run.ts';

const containerSlot = defineSlot<string>('container');
const chat = defineNote<string>('chat');

function watchAttempts() {
  const started: AttemptEvent[] = [];
  const ended: AttemptEndedEvent[] = [];
  const runs: RunEndedEvent[] = [];
  const observers = {
    attemptStarted: (event: AttemptEvent) => void started.push(event),
    attemptEnded: (event: AttemptEndedEvent) => void ended.push(event),
    runEnded: (event: RunEndedEvent) => void runs.push(event),
  };
  return { started, ended, runs, observers };
}

const selector = {
  ...reentrant('selector', async (_call, next) => {
    try {
      return await next({ container: 'c1' });
    } catch {
      return next({ container: 'c2' });
    }
  }),
  adds: [['container', containerSlot.id]],
} as const;

describe('observers', () => {
  it('that throw are counted by plugin and change nothing', async () => {
    const oops = new Error('oops');
    const fail = () => {
      throw oops;
    };
    const { started, observers } = watchAttempts();
    const { run, observerErrors } = startRun(
      [reentrant('selector', (_call, next) => next()), stage('upstream', async () => 'done')],
      { observers: [{ attemptStarted: fail, attemptEnded: fail, runEnded: fail }, observers] },
    );

    await expect(run.answer).resolves.toBe('done');
    run.end();

    expect(observerErrors).toEqual(Array(3).fill({ plugin: 'watcher', error: oops }));
    expect(started).toHaveLength(1);
  });

  it('hear that a run failed when its opener could not pass on the answer', async () => {
    const { runs, observers } = watchAttempts();
    const { run, runs: told } = startRun([stage('upstream', async () => 42)], { observers: [observers] });
    await run.answer;

    run.end(new GlassgateError('INTERNAL_ERROR', 'No text.'));
    run.end();

    expect(runs.map(({ error }) => error?.code)).toEqual(['INTERNAL_ERROR']);
    expect(told).toMatchObject([{ code: 'INTERNAL_ERROR', outcome: 'error' }]);
  });

  it('hear of each attempt what it was given, what it found out and how it ended', async () => {
    const { started, ended, observers } = watchAttempts();
    const { run } = startRun(
      [
        selector,
        stage('upstream', async (call) => {
          if (call.attempt === 2) return 'done';
          call.note(chat, 'first chat');
          throw new TypeError('broken');
        }),
      ],
      { observers: [observers] },
    );
    await run.answer;

    expect(started.map((event) => [event.attempt, event.read(containerSlot)])).toEqual([
      [1, 'c1'],
      [2, 'c2'],
    ]);
    expect(ended.map((event) => [event.attempt, event.noted(chat), event.error?.code, event.answer])).toEqual(
      [
        [1, 'first chat', 'INTERNAL_ERROR', undefined],
        [2, undefined, undefined, 'done'],
      ],
    );
  });

  it('hear the end of every attempt that started, also of a cancelled run', async () => {
    const client = new AbortController();
    const { started, ended, observers } = watchAttempts();
    const { run } = startRun(
      [
        reentrant('profile', (_call, next) => next()),
        selector,
        stage('upstream', async ({ signal }) => {
          client.abort(new GlassgateError('CLIENT_CANCELED', 'left'));
          signal.throwIfAborted();
        }),
      ],
      { observers: [observers], signal: client.signal },
    );
    await expect(run.answer).rejects.toMatchObject({ code: 'CLIENT_CANCELED' });

    const names = (events: readonly AttemptEvent[]) =>
      events.map(({ stage: name, attempt }) => `${name} ${attempt}`).sort();
    expect(names(ended)).toEqual(names(started));
    expect(names(started)).toEqual(['profile 1', 'selector 1', 'selector 2']);
    expect(ended.every(({ error }) => error?.code === 'CLIENT_CANCELED')).toBe(true);
  });

  it('hear the end of the run once, when its answer has left', async () => {
    const { runs, observers } = watchAttempts();
    const { run } = startRun([stage('upstream', async () => 'done')], { observers: [observers] });
    await run.answer;
    expect(runs).toEqual([]);

    const totals = [run.end(), run.end()];

    expect(totals[0]).toBe(totals[1]);
    expect(runs).toEqual([
      { journal: run.journal, totalMs: totals[0], unaccountedMs: expect.any(Number), error: undefined },
    ]);
  });
});
