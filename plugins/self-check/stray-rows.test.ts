import { makeCall } from 'glassgate/testing';
import { RunBook } from './run-book.ts';
import { strayRows } from './stray-rows.ts';

const end = { at: 50, code: 'OK', hasRow: true, hasLine: true, hasSpan: true };

function bookOf(ids: readonly string[]): { book: RunBook; add(id: string, at: number): void } {
  const book = new RunBook({ maxRuns: ids.length, now: 0 });
  const add = (runId: string, at: number) =>
    book.ended({ ...makeCall().journal, runId, startedAt: new Date(at) }, end);
  for (const [index, id] of ids.entries()) add(id, 1_000 * (index + 1));
  return { book, add };
}

/** As the database has it. */
function row(id: string, at: number) {
  return {
    job_id: id,
    request_id: `r-${id}`,
    trace_id: null,
    started_at: new Date(at).toISOString().replace('Z', '000+00:00'),
  };
}

const asked = { window: { from: 0, to: 100_000 }, now: 200_000, signal: undefined };

it('finds rows of jobs that nobody has seen', async () => {
  const { book } = bookOf(['a', 'b']);
  const query = async () => [row('a', 1_000), row('x', 1_500), row('b', 2_000)];

  expect(await strayRows({ query: query as never }, { ...asked, book })).toMatchObject([
    { law: 'rows', jobId: 'x', requestId: 'r-x' },
  ]);
});

it('takes no row for a stray whose run was forgotten while the database answered', async () => {
  const { book, add } = bookOf(['a', 'b']);
  const query = async () => {
    add('c', 3_000);
    return [row('a', 1_000), row('b', 2_000)];
  };

  expect(await strayRows({ query: query as never }, { ...asked, book })).toEqual([]);
});
