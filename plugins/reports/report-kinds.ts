/** What a report counts, and how. Every text here is SQL; values reach the database bound. */
export interface ReportKind {
  readonly name: 'containers' | 'profiles' | 'prompts';
  /** The table whose rows are counted, as `r`. */
  readonly table: string;
  /** What rows are grouped by, in the order of the tie-break: name of the column in the report, and how it is read. */
  readonly keys: Readonly<Record<string, string>>;
  readonly attempts: string;
  /** Exact length in milliseconds; null in rows of older versions. */
  readonly durationMs: string;
  /** Where the stages of a row of `table` come from: `t` is one entry of a timeline. */
  readonly stages: string;
  /** Milliseconds that no stage accounts for. */
  readonly unaccountedMs: string;
}

// An entry of the timeline knows the container attempt that it ran in.
const stagesOfAttempt = `JOIN jobs AS j ON j.job_id = r.job_id
  JOIN jsonb_each(j.timeline_json) AS t ON t.value ->> 'containerAttempt' = r.attempt`;

const perAttempt = {
  table: 'job_attempts',
  attempts: '1',
  durationMs: 'r.duration_ms',
  stages: stagesOfAttempt,
  // What lies outside the stages belongs to the job, and to no attempt of it.
  unaccountedMs: 'NULL',
} as const;

export const reportKinds: readonly ReportKind[] = [
  { ...perAttempt, name: 'containers', keys: { container_id: 'r.container_id' } },
  { ...perAttempt, name: 'profiles', keys: { profile_id: 'r.profile_id', prompt_id: 'r.prompt_id' } },
  {
    name: 'prompts',
    table: 'jobs',
    keys: { prompt_id: 'COALESCE(r.selected_prompt_id, r.prompt_id)' },
    // Rows of older versions, and of jobs that run, do not know the number.
    attempts: 'COALESCE(r.attempts, (SELECT count(*) FROM job_attempts AS a WHERE a.job_id = r.job_id))',
    durationMs: 'r.total_ms',
    stages: 'JOIN jsonb_each(r.timeline_json) AS t',
    unaccountedMs: 'r.unaccounted_ms',
  },
];
