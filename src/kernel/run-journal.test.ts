import { defineNote } from '../plugin-api/note.ts';
import { RunJournal } from './run-journal.ts';
import { Stopwatch } from './stopwatch.ts';
import { spend } from './test-run.ts';

const seen = defineNote<number>('seen');

function journal(arrivedAt = performance.now()) {
  return new RunJournal({ runId: 'j1', requestId: 'r1', chain: 'solve', arrivedAt });
}

describe('RunJournal', () => {
  it('starts when the request arrived, not when the run was opened', () => {
    const { startedAt } = journal(performance.now() - 5_000);
    expect(Date.now() - startedAt.getTime()).toBeGreaterThanOrEqual(4_999);
  });

  it('tells notes of an attempt from those before it', () => {
    const books = journal();
    books.note(seen, 1);
    const { mark } = books;
    expect(books.latestSince(seen, mark)).toBeUndefined();
    books.note(seen, 2);
    books.note(defineNote<number>('other'), 3);
    expect(books.latestSince(seen, mark)).toBe(2);
    expect(books.all(seen)).toEqual([1, 2]);
  });

  it('stamps decisions with their stage, attempt and time', () => {
    const books = journal(performance.now() - 50);
    const decision = { subject: 'chat', chosen: '7', reason: 'reused', considered: [] };
    const recorded = books.decide(decision, { stage: 'chat', attempt: 2 });
    expect(books.decisions).toEqual([recorded]);
    expect(recorded).toMatchObject({ ...decision, stage: 'chat', attempt: 2 });
    expect(recorded.atMs).toBeGreaterThanOrEqual(50);
  });

  it('sums the self times of its entries', () => {
    const books = journal();
    const first = books.open('first', 1);
    spend(4);
    first.watch.stop();
    books.open('second', 1).watch.stop();
    expect(books.selfMs()).toBeGreaterThanOrEqual(4);
    expect(books.selfMs()).toBe(books.timeline().reduce((sum, { selfMs }) => sum + selfMs, 0));
  });
});

describe('Stopwatch', () => {
  it('stands still while the rest runs, once for calls that overlap', async () => {
    const watch = new Stopwatch();
    const { promise, resolve } = Promise.withResolvers<void>();
    const first = watch.pauseWhile(() => promise);
    const before = watch.selfMs();
    spend(20);
    const second = watch.pauseWhile(() => promise);
    spend(20);
    const during = watch.selfMs();
    resolve();
    await Promise.all([first, second]);
    spend(5);
    watch.stop();
    const stopped = watch.selfMs();
    spend(2);

    expect(during - before).toBeLessThan(1);
    expect(stopped).toBeGreaterThanOrEqual(5);
    expect(stopped).toBeLessThan(40);
    expect(watch.selfMs()).toBe(stopped);
  });

  it('goes on when the rest fails', async () => {
    const watch = new Stopwatch();
    await expect(watch.pauseWhile(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    const before = watch.selfMs();
    spend(3);
    expect(watch.selfMs()).toBeGreaterThanOrEqual(before + 3);
  });
});
