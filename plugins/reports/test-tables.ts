import { defineTable, type Row } from 'glassgate/plugin-api';

const text = { type: 'text' } as const;
const real = { type: 'real' } as const;
const integer = { type: 'integer' } as const;
const ended = { status: text, error_code: text, started_at: text, finished_at: text } as const;

/** The columns of plugin `jobs` that reports read. */
export const jobs = defineTable<Row>({
  name: 'jobs',
  columns: {
    ...ended,
    job_id: { type: 'text', primaryKey: true },
    prompt_id: text,
    selected_prompt_id: text,
    total_ms: real,
    unaccounted_ms: real,
    attempts: integer,
    timeline_json: text,
  },
  indexes: [],
});

export const attempts = defineTable<Row>({
  name: 'job_attempts',
  columns: {
    ...ended,
    attempt_id: { type: 'text', primaryKey: true },
    job_id: text,
    container_id: text,
    profile_id: text,
    prompt_id: text,
    attempt: integer,
    duration_ms: real,
  },
  indexes: [],
});
