import type { RecordedTrace, SpanRecord, SpanReference, Traces } from 'glassgate/plugin-api';
import { rounded } from './rounded.ts';

export interface JobSpans {
  /** Depth first: each span after the one it belongs to. */
  readonly spans: readonly object[];
  /** Spans of the trace that belong to other requests do not count. */
  readonly leftOut: number;
}

const maxSpans = 500;

interface SpanOwner {
  /** Empty for a request that came to no run. */
  readonly jobId: string;
  readonly requestId: string;
}

interface Wanted extends SpanOwner {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** The span of a job that has ended, while the flight recorder has it. */
export function spanOfJob(
  traces: Traces,
  job: { readonly job_id: string; readonly trace_id: string | null },
): SpanReference | undefined {
  const trace = job.trace_id === null ? undefined : traces.find(job.trace_id);
  return trace?.spans.find(({ attributes }) => attributes['glassgate.job.id'] === job.job_id);
}

/** The spans of one job, in a trace that a client may have used for many. */
export function spansOf(trace: RecordedTrace, { startedAt, ...owner }: Wanted): JobSpans {
  const mine = ownSpans(trace.spans, owner);
  const known = new Set(mine.map(({ spanId }) => spanId));
  const [first] = mine;
  const isWhole = first?.kind === 'server';
  // The clock of spans may differ from that of the row by what the system's clock was set meanwhile.
  const zero = first !== undefined && isWhole ? first.startMs : startedAt;
  const children = Map.groupBy(mine, ({ parentSpanId }) => (known.has(parentSpanId) ? parentSpanId : ''));
  const shown: object[] = [];
  const walk = (parentSpanId: string, depth: number): void => {
    for (const span of children.get(parentSpanId) ?? []) {
      if (shown.length < maxSpans) shown.push(spanView(span, { depth, zero }));
      walk(span.spanId, depth + 1);
    }
  };
  walk('', 0);
  return { spans: shown, leftOut: trace.omittedSpans + mine.length - shown.length };
}

/**
 * The span of the job, those it lies in, and those in the request that brought it, beside other jobs of it: some rows
 * are written when the job has ended. All of them while it has not.
 */
export function ownSpans(spans: readonly SpanRecord[], owner: SpanOwner): readonly SpanRecord[] {
  const own = spans.findLast((span) => isMainOf(span, owner));
  if (own === undefined) return spans;
  const jobId = own.attributes['glassgate.job.id'];
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const above = new Set<string>();
  let top = own;
  for (let span: SpanRecord | undefined = own; span !== undefined; span = byId.get(span.parentSpanId)) {
    if (above.has(span.spanId)) break;
    above.add(span.spanId);
    if (top === own && span.kind === 'server') top = span;
  }
  const below = new Map<string, boolean>();
  const isBelow = (span: SpanRecord, steps = 0): boolean => {
    const known = below.get(span.spanId);
    if (known !== undefined) return known;
    const parent = byId.get(span.parentSpanId);
    const isInside = parent !== undefined && steps < maxSpans && !isOfAnother(span, jobId);
    const answer = span === top || (isInside && isBelow(parent, steps + 1));
    below.set(span.spanId, answer);
    return answer;
  };
  return spans.filter((span) => above.has(span.spanId) || isBelow(span));
}

function isMainOf({ kind, attributes }: SpanRecord, { jobId, requestId }: SpanOwner): boolean {
  if (jobId !== '') return attributes['glassgate.job.id'] === jobId;
  return kind === 'server' && attributes['glassgate.request.id'] === requestId;
}

function isOfAnother({ attributes }: SpanRecord, jobId: unknown): boolean {
  const id = attributes['glassgate.job.id'];
  return id !== undefined && id !== jobId;
}

function spanView(
  span: SpanRecord,
  { depth, zero }: { readonly depth: number; readonly zero: number },
): object {
  return {
    span_id: span.spanId,
    parent_span_id: span.parentSpanId === '' ? null : span.parentSpanId,
    depth,
    name: span.name,
    kind: span.kind,
    start_ms: rounded(span.startMs - zero),
    duration_ms: rounded(span.durationMs),
    status: span.status,
    status_message: span.statusMessage === '' ? null : span.statusMessage,
    attributes: span.attributes,
    events: span.events.map(({ name, atMs, attributes }) => ({
      name,
      at_ms: rounded(atMs - zero),
      attributes,
    })),
    links: span.links.map(({ traceId, spanId, attributes }) => ({
      trace_id: traceId,
      span_id: spanId,
      attributes,
    })),
  };
}
