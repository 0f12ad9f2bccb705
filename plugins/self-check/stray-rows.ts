import { type Store, timestamp } from 'glassgate/plugin-api';
import type { Mismatch } from './laws.ts';
import type { RunBook } from './run-book.ts';

interface StrayParts {
  readonly book: RunBook;
  readonly window: { readonly from: number; readonly to: number };
  readonly now: number;
  readonly signal: AbortSignal | undefined;
}

type StrayRow = {
  readonly job_id: string;
  readonly request_id: string | null;
  readonly trace_id: string | null;
  readonly started_at: string;
};

/** An answer that takes longer to leave is one whose client reads slowly. */
const patienceMs = 60_000;
const maxRows = 100_000;

/** Rows of jobs that have ended, of which nothing else was seen. */
export async function strayRows(
  store: Pick<Store, 'query'>,
  { book, window, now, signal }: StrayParts,
): Promise<Mismatch[]> {
  const times = [window.from, window.to, now - patienceMs].map((at) => timestamp(new Date(at)));
  const rows = await found(store, times, signal);
  // Runs that were forgotten while the database answered are no strays.
  const completeSince = timestamp(new Date(book.completeSince));
  return rows
    .filter(({ job_id, started_at }) => started_at >= completeSince && !book.has(job_id))
    .map(({ job_id, request_id, trace_id }) => ({
      law: 'rows',
      jobId: job_id,
      requestId: request_id ?? '',
      traceId: trace_id ?? undefined,
      expected: 'none',
      found: 'a row',
      text: 'a row of a job that nobody has seen',
    }));
}

async function found(
  store: Pick<Store, 'query'>,
  times: readonly string[],
  signal: AbortSignal | undefined,
): Promise<StrayRow[]> {
  try {
    return await store.query<StrayRow>(
      `SELECT job_id, request_id, trace_id, started_at FROM jobs
        WHERE started_at >= ?1 AND started_at < ?2 AND finished_at < ?3 LIMIT ${maxRows}`,
      times,
      signal === undefined ? {} : { signal },
    );
  } catch {
    // Nobody keeps jobs, or the database is away: other laws say so.
    return [];
  }
}
