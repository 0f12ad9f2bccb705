import type { RecordedTrace, SpanRecord } from 'glassgate/plugin-api';
import { rounded } from './rounded.ts';

export interface JobSpans {
  /** Depth first: each span after the one it belongs to. */
  readonly spans: readonly object[];
  /** Spans of the trace that belong to other requests do not count. */
  readonly leftOut: number;
}

const maxSpans = 500;

interface Wanted {
  readonly jobId: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** The spans of one job, in a trace that a client may have used for many. */
export function spansOf(trace: RecordedTrace, { jobId, startedAt }: Wanted): JobSpans {
  const mine = spansOfJob(trace.spans, jobId);
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

/** The span of the job, those it lies in, and those in it; all of them while it has not ended. */
function spansOfJob(spans: readonly SpanRecord[], jobId: string): readonly SpanRecord[] {
  const own = spans.find(({ attributes }) => attributes['glassgate.job.id'] === jobId);
  if (own === undefined) return spans;
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const above = new Set<string>();
  for (let span: SpanRecord | undefined = own; span !== undefined; span = byId.get(span.parentSpanId)) {
    if (above.has(span.spanId)) break;
    above.add(span.spanId);
  }
  const below = new Map<string, boolean>();
  const isBelow = (span: SpanRecord, steps = 0): boolean => {
    const known = below.get(span.spanId);
    if (known !== undefined) return known;
    const parent = byId.get(span.parentSpanId);
    const answer = span === own || (parent !== undefined && steps < maxSpans && isBelow(parent, steps + 1));
    below.set(span.spanId, answer);
    return answer;
  };
  return spans.filter((span) => above.has(span.spanId) || isBelow(span));
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
