import { makeCall } from 'glassgate/testing';
import { RunBook } from './run-book.ts';

const end = { at: 50, code: 'OK', hasRow: true, hasLine: true, hasSpan: true };

function journal(runId: string, startedAt: number) {
  return { ...makeCall().journal, runId, startedAt: new Date(startedAt) };
}

it('counts what it sees of a run, also before anybody said whose it is', () => {
  const book = new RunBook({ maxRuns: 10, now: 0 });
  book.saw('spans', { jobId: 'a' });
  book.saw('exchanges', { jobId: 'a', journal: journal('a', 5) });
  book.saw('exchanges', { jobId: 'a' });
  book.ended(journal('a', 5), end);

  expect(book.between(5, 6)).toMatchObject([
    { jobId: 'a', spans: 1, exchanges: 2, requestId: 'request-1', end },
  ]);
  expect(book.between(0, 5)).toEqual([]);
  expect(book.endedSince(50)).toHaveLength(1);
  expect(book.endedSince(51)).toEqual([]);
  expect(book.endings).toEqual(new Map([['OK', 1]]));
});

it('forgets the oldest, and says so', () => {
  const book = new RunBook({ maxRuns: 2, now: 0 });
  for (const [jobId, at] of [
    ['a', 10],
    ['b', 20],
    ['c', 30],
  ] as const)
    book.ended(journal(jobId, at), end);

  expect(book.has('a')).toBe(false);
  expect(book.completeSince).toBe(11);
  expect(book.endings.get('OK')).toBe(3);
});
