import { z } from 'zod';

const ms = z.number().nullable();
const id = z.string().nullable();

const span = z.object({
  depth: z.int().nonnegative(),
  name: z.string(),
  start_ms: z.number(),
  duration_ms: z.number(),
  status: z.string(),
  attributes: z.record(z.string(), z.unknown()),
});

const stage = z.object({
  stage: z.string(),
  attempt: z.number(),
  container_id: id,
  start_ms: z.number(),
  self_ms: z.number(),
  outcome: z.string(),
  code: id,
});

const decision = z.object({
  stage: z.string(),
  at_ms: z.number(),
  subject: z.string(),
  chosen: id,
  reason: z.string(),
  considered: z.array(z.object({ id: z.string(), verdict: z.string(), reason: z.string() })),
});

/** The exchange itself; `null` when it is not on the disk (any more). */
const record = z.object({
  method: z.string(),
  path: z.string(),
  status_code: z.number().nullable(),
  duration_ms: z.number(),
  error: z.string().nullable(),
  request: z.unknown(),
  response: z.unknown(),
});

const place = z.object({
  container_id: z.string(),
  seq: z.number(),
  operation: z.string(),
  state: z.string(),
  file: id,
  offset: z.number().nullable(),
  bytes: z.number(),
  // Of a gateway of an older version there are places only.
  record: record.nullish().catch(null),
});

/** What `GET /v1/jobs/:id` answers, as far as it is printed. */
export const explanationSchema = z.object({
  summary: z.string(),
  job: z.object({
    // A request that left no row has none, or one that no row has.
    job_id: id,
    request_id: id,
    trace_id: id,
    status: z.string(),
    profile_id: id,
    container_ids_used: z.array(z.string()),
    started_at: z.string(),
    total_ms: ms,
    unaccounted_ms: ms,
  }),
  timeline: z.array(stage),
  decisions: z.array(decision),
  queue: z.object({ position: z.number(), wait_ms: z.number() }).nullable(),
  blocked_by: z.array(
    z.object({ profile_id: z.string(), request_id: z.string(), job_id: id, trace_id: id, since: z.string() }),
  ),
  spans: z.array(span),
  logs: z.array(z.record(z.string(), z.unknown())),
  io_log: z.array(place),
  sources: z.record(z.string(), z.string()).optional(),
  missing: z.array(z.string()),
  others: z.array(z.object({ job_id: z.string(), status: z.string(), started_at: z.string() })),
});

export type Explanation = z.output<typeof explanationSchema>;
