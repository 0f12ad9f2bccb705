import { context, createContextKey, trace } from '@opentelemetry/api';

/** What the lines of one request or run have in common. */
export interface RequestIds {
  /** Read when a line is written: a client may name its request after it has begun. */
  readonly requestId: string;
  readonly runId?: string;
}

/** Where they are put, so that every line written meanwhile has them. */
export const requestIds = createContextKey('glassgate request ids');

/** Ids of the request, the run and the span that are active now. A new object each time: pino adds its fields to it. */
export function activeFields(): Record<string, string> {
  const active = context.active();
  const fields: Record<string, string> = {};
  const ids = active.getValue(requestIds) as RequestIds | undefined;
  if (ids !== undefined) fields['request_id'] = ids.requestId;
  if (ids?.runId !== undefined) fields['job_id'] = ids.runId;
  const span = trace.getSpan(active)?.spanContext();
  if (span === undefined) return fields;
  fields['trace_id'] = span.traceId;
  fields['span_id'] = span.spanId;
  fields['trace_flags'] = span.traceFlags.toString(16).padStart(2, '0');
  return fields;
}
