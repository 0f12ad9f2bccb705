import type { LockHolderNote } from 'glassgate/plugin-api';
import type { JobRecord } from './job-record.ts';
import type { ListedRow } from './list-jobs.ts';
import { rounded } from './rounded.ts';
import type { JobTimelineEntry } from './running-job.ts';
import type { AttemptRow, JobRow } from './tables.ts';
import { whereTimeWent } from './where-time-went.ts';

/** One job as `GET /v1/jobs/:id` shows it. Texts stay in the database: only their lengths are shown. */
export function jobView(record: JobRecord, attempts: readonly AttemptRow[]): object {
  const { row, totalMs, timeline, decisions, exchanges, met } = record;
  return {
    ok: true,
    summary: whereTimeWent(record),
    job: {
      ...listedView(row),
      total_ms: rounded(totalMs),
      unaccounted_ms: rounded(row.unaccounted_ms),
      input: {
        text_chars: row.input_text?.length ?? 0,
        image_ext: row.input_image_ext,
      },
      result_chars: row.result_text?.length ?? null,
      error_details: row.error_details_json === null ? null : (JSON.parse(row.error_details_json) as object),
    },
    attempts: attempts.map(attemptView),
    timeline: timeline.map(timelineView),
    decisions: decisions.map(({ atMs, ...decision }) => ({ ...decision, at_ms: rounded(atMs) })),
    exchanges: exchanges.items.map((item) => ({ ...item, duration_ms: rounded(item.duration_ms) })),
    exchanges_left_out: exchanges.left_out,
    queue:
      met.queue === undefined ? null : { position: met.queue.position, wait_ms: rounded(met.queue.waitMs) },
    blocked_by: (met.blockedBy ?? []).map(holderView),
  };
}

/** One job as `GET /v1/jobs` lists it. */
export function listedView(row: ListedRow): object {
  return {
    job_id: row.job_id,
    request_id: row.request_id,
    trace_id: row.trace_id,
    client: row.client,
    status: row.status ?? 'running',
    prompt_id: row.prompt_id,
    profile_id: row.profile_id,
    socks_id: row.socks_id,
    container_ids_used: JSON.parse(row.container_ids_used_json ?? '[]') as string[],
    started_at: row.started_at,
    finished_at: row.finished_at,
    total_ms: rounded(row.total_ms),
    error_code: row.error_code,
    error_message: row.error_message,
  };
}

function attemptView(row: AttemptRow): object {
  return {
    attempt: row.attempt,
    container_id: row.container_id,
    profile_id: row.profile_id,
    socks_id: row.socks_id,
    chat_id: row.chat_id,
    page_url: row.page_url,
    status: row.status ?? 'running',
    error_code: row.error_code,
    error_message: row.error_message,
    started_at: row.started_at,
    finished_at: row.finished_at,
    duration_ms: rounded(row.duration_ms),
  };
}

function holderView(holder: LockHolderNote): object {
  return {
    profile_id: holder.profileId,
    request_id: holder.requestId,
    job_id: holder.jobId ?? null,
    trace_id: holder.traceId ?? null,
    span_id: holder.spanId ?? null,
    since: holder.since,
  };
}

/** A job as the list of those with the same id names it. */
export function otherView({ job_id, request_id, status, started_at }: JobRow): object {
  return { job_id, request_id, status: status ?? 'running', started_at };
}

function timelineView(entry: JobTimelineEntry): object {
  return {
    stage: entry.stage,
    attempt: entry.attempt,
    container_id: entry.containerId ?? null,
    start_ms: rounded(entry.startMs),
    self_ms: rounded(entry.selfMs),
    outcome: entry.outcome ?? 'running',
    code: entry.code ?? null,
  };
}
