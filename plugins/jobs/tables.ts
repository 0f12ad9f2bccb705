import { defineTable } from 'glassgate/plugin-api';

/** null while running. */
type Status = 'succeeded' | 'failed' | null;

/** One `POST /v1/solve`. */
export type JobRow = {
  readonly job_id: string;
  readonly request_id: string | null;
  readonly prompt_id: string;
  readonly selected_prompt_id: string | null;
  readonly decision_mode: string | null;
  readonly fanout_requested: number | null;
  readonly fanout_used: number | null;
  readonly container_ids_used_json: string | null;
  readonly input_text: string | null;
  readonly input_image_present: number | null;
  readonly input_image_ext: string | null;
  readonly profile_id: string | null;
  readonly socks_id: string | null;
  readonly status: Status;
  readonly result_text: string | null;
  readonly result_raw_json: string | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly started_at: string;
  readonly finished_at: string | null;
  readonly trace_id: string | null;
  readonly timeline_json: string | null;
  readonly decisions_json: string | null;
  readonly error_details_json: string | null;
  readonly exchanges_json: string | null;
  /** From the arrival of the request to the end of its answer. */
  readonly total_ms: number | null;
  /** What no stage accounts for. */
  readonly unaccounted_ms: number | null;
  /** Containers tried, once it is closed. */
  readonly attempts: number | null;
  /** Who sent it; null when the gateway asks nobody. */
  readonly client: string | null;
  /** Set when the request id is an idempotency key: the SHA-256 of what was asked. */
  readonly idempotency_fingerprint: string | null;
};

const optionalText = { type: 'text' } as const;
const optionalInteger = { type: 'integer' } as const;
const optionalReal = { type: 'real' } as const;

export const jobsTable = defineTable<JobRow>({
  name: 'jobs',
  columns: {
    job_id: { type: 'text', primaryKey: true },
    request_id: optionalText,
    prompt_id: { type: 'text', notNull: true },
    selected_prompt_id: optionalText,
    decision_mode: optionalText,
    fanout_requested: optionalInteger,
    fanout_used: optionalInteger,
    container_ids_used_json: optionalText,
    input_text: optionalText,
    input_image_present: optionalInteger,
    input_image_ext: optionalText,
    profile_id: optionalText,
    socks_id: optionalText,
    status: optionalText,
    result_text: optionalText,
    result_raw_json: optionalText,
    error_code: optionalText,
    error_message: optionalText,
    started_at: { type: 'text', notNull: true },
    finished_at: optionalText,
    trace_id: optionalText,
    timeline_json: optionalText,
    decisions_json: optionalText,
    error_details_json: optionalText,
    exchanges_json: optionalText,
    total_ms: optionalReal,
    unaccounted_ms: optionalReal,
    attempts: optionalInteger,
    client: optionalText,
    idempotency_fingerprint: optionalText,
  },
  indexes: [['started_at'], ['status'], ['request_id'], ['trace_id']],
});

/** One container tried inside a job. */
export type AttemptRow = {
  readonly attempt_id: string;
  readonly job_id: string;
  readonly container_id: string;
  readonly prompt_id: string;
  readonly role: string;
  readonly profile_id: string | null;
  readonly socks_id: string | null;
  readonly chat_id: string | null;
  readonly page_url: string | null;
  readonly chat_session_id: string | null;
  readonly status: Status;
  readonly result_text: string | null;
  readonly result_raw_json: string | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly started_at: string;
  readonly finished_at: string | null;
  readonly attempt: number | null;
  readonly duration_ms: number | null;
};

export const attemptsTable = defineTable<AttemptRow>({
  name: 'job_attempts',
  columns: {
    attempt_id: { type: 'text', primaryKey: true },
    job_id: { type: 'text', notNull: true },
    container_id: { type: 'text', notNull: true },
    prompt_id: { type: 'text', notNull: true },
    role: { type: 'text', notNull: true },
    profile_id: optionalText,
    socks_id: optionalText,
    chat_id: optionalText,
    page_url: optionalText,
    chat_session_id: optionalText,
    status: optionalText,
    result_text: optionalText,
    result_raw_json: optionalText,
    error_code: optionalText,
    error_message: optionalText,
    started_at: { type: 'text', notNull: true },
    finished_at: optionalText,
    attempt: optionalInteger,
    duration_ms: optionalReal,
  },
  indexes: [['job_id'], ['started_at']],
});
