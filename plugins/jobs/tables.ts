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
  /** The attempt that runs, as JSON of its row: should the process be killed, the next start makes the row of it. */
  readonly open_attempt_json: string | null;
  /** 1 when a worker may have executed the message, and while it has it. */
  readonly may_have_executed: number | null;
  /** While the request id is an idempotency key that this job holds: the SHA-256 of what was asked. */
  readonly idempotency_fingerprint: string | null;
  /** Where it waited, and who was in its way; null for most. */
  readonly circumstances_json: string | null;
};

const optionalText = { type: 'text' } as const;
/** What the gateway makes itself holds no secret: it is not searched for any. */
const ownText = { type: 'text', verbatim: true } as const;
const ownRequiredText = { type: 'text', notNull: true, verbatim: true } as const;
const ownId = { type: 'text', primaryKey: true, verbatim: true } as const;
const optionalInteger = { type: 'integer' } as const;
const optionalReal = { type: 'real' } as const;

export const jobsTable = defineTable<JobRow>({
  name: 'jobs',
  columns: {
    job_id: ownId,
    request_id: optionalText,
    prompt_id: { type: 'text', notNull: true },
    selected_prompt_id: optionalText,
    decision_mode: ownText,
    fanout_requested: optionalInteger,
    fanout_used: optionalInteger,
    container_ids_used_json: optionalText,
    input_text: optionalText,
    input_image_present: optionalInteger,
    input_image_ext: optionalText,
    profile_id: optionalText,
    socks_id: optionalText,
    status: ownText,
    result_text: optionalText,
    result_raw_json: optionalText,
    error_code: ownText,
    error_message: optionalText,
    started_at: ownRequiredText,
    finished_at: ownText,
    trace_id: ownText,
    // Names of plugins and containers, and numbers.
    timeline_json: ownText,
    decisions_json: optionalText,
    error_details_json: optionalText,
    exchanges_json: optionalText,
    total_ms: optionalReal,
    unaccounted_ms: optionalReal,
    attempts: optionalInteger,
    client: optionalText,
    // Ids that the gateway made, the id of a container, and a time.
    open_attempt_json: ownText,
    may_have_executed: optionalInteger,
    idempotency_fingerprint: ownText,
    circumstances_json: optionalText,
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
    attempt_id: ownId,
    job_id: ownRequiredText,
    container_id: { type: 'text', notNull: true },
    prompt_id: { type: 'text', notNull: true },
    role: ownRequiredText,
    profile_id: optionalText,
    socks_id: optionalText,
    chat_id: optionalText,
    page_url: optionalText,
    chat_session_id: ownText,
    status: ownText,
    result_text: optionalText,
    result_raw_json: optionalText,
    error_code: ownText,
    error_message: optionalText,
    started_at: ownRequiredText,
    finished_at: ownText,
    attempt: optionalInteger,
    duration_ms: optionalReal,
  },
  indexes: [['job_id'], ['started_at']],
});
