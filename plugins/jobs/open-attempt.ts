import type { AttemptRow, JobRow } from './tables.ts';

type Opening = Pick<AttemptRow, 'attempt_id' | 'container_id' | 'attempt' | 'started_at'>;

/** What the row of a job says of its attempt that runs. */
export function writeOpenAttempt({ attempt_id, container_id, attempt, started_at }: AttemptRow): string {
  return JSON.stringify({ attempt_id, container_id, attempt, started_at } satisfies Opening);
}

/** The row of the attempt that ran when the process was killed; undefined when none did. */
export function interruptedAttempt(
  job: JobRow,
  columns: Pick<AttemptRow, 'status' | 'error_code' | 'error_message' | 'finished_at'>,
): AttemptRow | undefined {
  if (job.open_attempt_json === null) return undefined;
  // Only `writeOpenAttempt` writes this column.
  const opening = JSON.parse(job.open_attempt_json) as Opening;
  return {
    ...opening,
    job_id: job.job_id,
    prompt_id: job.prompt_id,
    role: 'single',
    profile_id: job.profile_id,
    socks_id: job.socks_id,
    chat_id: null,
    page_url: null,
    chat_session_id: null,
    result_text: null,
    result_raw_json: null,
    duration_ms: null,
    ...columns,
  };
}
