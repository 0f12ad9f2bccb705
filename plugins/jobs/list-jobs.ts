import type { ColumnValue, Store } from 'glassgate/plugin-api';
import { writeCursor } from './cursor.ts';
import type { ListQuery } from './list-query.ts';
import type { JobRow } from './tables.ts';

const columns = [
  'job_id',
  'request_id',
  'trace_id',
  'client',
  'status',
  'prompt_id',
  'profile_id',
  'socks_id',
  'container_ids_used_json',
  'started_at',
  'finished_at',
  'total_ms',
  'error_code',
  'error_message',
] as const;

export type ListedRow = Pick<JobRow, (typeof columns)[number]>;

export interface JobPage {
  readonly rows: readonly ListedRow[];
  /** null on the last page. */
  readonly nextCursor: string | null;
}

/** One page of jobs, newest first. */
export async function listJobs(store: Store, query: ListQuery, signal: AbortSignal): Promise<JobPage> {
  const { where, parameters } = conditionsOf(query);
  const sql = `SELECT ${columns.join(', ')} FROM jobs AS j ${where}
    ORDER BY started_at DESC, job_id DESC LIMIT ?${parameters.length + 1}`;
  // One more than asked for tells whether there is another page.
  const found = await store.query<ListedRow>(sql, [...parameters, query.limit + 1], { signal });
  const rows = found.slice(0, query.limit);
  const last = rows.at(-1);
  const nextCursor =
    found.length > rows.length && last !== undefined
      ? writeCursor({ startedAt: last.started_at, jobId: last.job_id })
      : null;
  return { rows, nextCursor };
}

function conditionsOf(query: ListQuery): { where: string; parameters: ColumnValue[] } {
  const parameters: ColumnValue[] = [];
  const bound = (value: ColumnValue) => `?${parameters.push(value)}`;
  const conditions: string[] = [];
  if (query.status === 'running') conditions.push('j.status IS NULL');
  else if (query.status !== undefined) conditions.push(`j.status = ${bound(query.status)}`);
  if (query.profile !== undefined) conditions.push(`j.profile_id = ${bound(query.profile)}`);
  if (query.request_id !== undefined) conditions.push(`j.request_id = ${bound(query.request_id)}`);
  if (query.from !== undefined) conditions.push(`j.started_at >= ${bound(query.from)}`);
  if (query.to !== undefined) conditions.push(`j.started_at < ${bound(query.to)}`);
  if (query.container !== undefined) {
    const container = bound(query.container);
    conditions.push(
      `(EXISTS (SELECT 1 FROM job_attempts AS a WHERE a.job_id = j.job_id AND a.container_id = ${container})
        OR j.open_attempt_json ->> 'container_id' = ${container})`,
    );
  }
  if (query.cursor !== undefined) {
    const { startedAt, jobId } = query.cursor;
    conditions.push(`(j.started_at, j.job_id) < (${bound(startedAt)}, ${bound(jobId)})`);
  }
  return { where: conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`, parameters };
}
