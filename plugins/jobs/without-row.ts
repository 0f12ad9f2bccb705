import type { RecentLogs, RecordedTrace, SpanRecord, Traces } from 'glassgate/plugin-api';
import { ownSpans } from './job-spans.ts';
import { rounded } from './rounded.ts';
import type { JobRow } from './tables.ts';
import { duration, verbOf } from './where-time-went.ts';

/** What the traces and the log still know a request by. */
export type Subject = Pick<JobRow, 'job_id' | 'request_id' | 'trace_id' | 'started_at'>;

export interface Remains {
  readonly subject: Subject;
  /** The same members as the explanation of a job, as far as they are known. */
  readonly view: object;
}

type Line = Readonly<Record<string, unknown>>;

const traceId = /^[\da-f]{32}$/i;
const missing =
  'Row: there is none. Requests refused before the plugin jobs, and those of other chains, leave only spans and lines, for a while.';

/** A request that left no row: one that was refused before this plugin, or one of another chain. */
export function remainsOf(
  id: string,
  { traces, logs }: { traces: Traces; logs: RecentLogs },
): Remains | undefined {
  const lines = (['job_id', 'request_id', 'trace_id'] as const).flatMap(
    (field) => logs.find({ field, value: field === 'trace_id' ? id.toLowerCase() : id, limit: 1 }).lines,
  );
  const [line] = lines;
  const tracedBy = textIn(line, 'trace_id') ?? (traceId.test(id) ? id.toLowerCase() : undefined);
  const trace = tracedBy === undefined ? undefined : traces.find(tracedBy);
  if (line === undefined && trace === undefined) return undefined;
  const facts = factsOf(trace, line);
  const subject: Subject = {
    job_id: facts.jobId ?? textIn(line, 'job_id') ?? '',
    request_id: facts.requestId ?? textIn(line, 'request_id') ?? '',
    trace_id: trace?.traceId ?? tracedBy ?? null,
    started_at: facts.startedAt ?? textIn(line, 'time') ?? new Date(0).toISOString(),
  };
  return { subject, view: viewOf(subject, facts) };
}

interface Facts {
  readonly jobId: string | undefined;
  readonly requestId: string | undefined;
  readonly startedAt: string | undefined;
  readonly totalMs: number | undefined;
  /** Undefined for one that did not fail, or whose end is not known. */
  readonly code: string | undefined;
  readonly hasEnded: boolean;
}

/** A client may use one trace for many requests: the line tells which of them is asked for. */
function factsOf(trace: RecordedTrace | undefined, line: Line | undefined): Facts {
  const owner = { jobId: textIn(line, 'job_id') ?? '', requestId: textIn(line, 'request_id') ?? '' };
  const spans = ownSpans(trace?.spans ?? [], owner);
  const run = spans.find(({ attributes }) => attributes['glassgate.job.id'] !== undefined);
  const first = spans.find(({ kind }) => kind === 'server') ?? run ?? spans[0];
  return {
    jobId: attributeOf(run, 'glassgate.job.id'),
    requestId: attributeOf(run, 'glassgate.request.id') ?? attributeOf(first, 'glassgate.request.id'),
    startedAt: first && new Date(first.startMs).toISOString(),
    totalMs: first?.durationMs,
    code: attributeOf(run, 'error.type') ?? attributeOf(first, 'error.type'),
    hasEnded: trace?.isComplete === true,
  };
}

function viewOf(subject: Subject, { totalMs, code, hasEnded }: Facts): object {
  const done = code === undefined ? 'succeeded' : 'failed';
  const status = hasEnded ? done : 'unknown';
  return {
    ok: true,
    summary: summaryOf({ totalMs, code, status }),
    job: {
      job_id: subject.job_id === '' ? null : subject.job_id,
      request_id: subject.request_id === '' ? null : subject.request_id,
      trace_id: subject.trace_id,
      status,
      profile_id: null,
      container_ids_used: [],
      started_at: subject.started_at,
      finished_at: null,
      total_ms: rounded(totalMs ?? null),
      unaccounted_ms: null,
      error_code: code ?? null,
    },
    ...{ attempts: [], timeline: [], decisions: [], exchanges: [], exchanges_left_out: 0 },
    ...{ queue: null, blocked_by: [], others: [] },
  };
}

/** Why the row is not there, beside what else is not. */
export function withoutRow<T extends { readonly sources: object; readonly missing: readonly string[] }>(
  known: T,
): T {
  return { ...known, sources: { row: 'off', ...known.sources }, missing: [missing, ...known.missing] };
}

function summaryOf({
  totalMs,
  code,
  status,
}: Pick<Facts, 'totalMs' | 'code'> & { readonly status: string }): string {
  const time = totalMs === undefined ? '' : ` after ${duration(totalMs)}`;
  if (code !== undefined) return `${verbOf(code)}${time} with ${code}; no row of it is kept.`;
  return status === 'succeeded' ? `Answered${time}; no row of it is kept.` : 'No row of it is kept.';
}

function attributeOf(span: SpanRecord | undefined, key: string): string | undefined {
  const value = span?.attributes[key];
  return typeof value === 'string' ? value : undefined;
}

function textIn(line: Line | undefined, field: string): string | undefined {
  const value = line?.[field];
  return typeof value === 'string' ? value : undefined;
}
