import { trace } from '@opentelemetry/api';

/** Ids of the span that is active now, for a log line. A new object each time: pino adds its fields to it. */
export function traceFields(): Record<string, string> {
  const context = trace.getActiveSpan()?.spanContext();
  return context === undefined ? {} : { trace_id: context.traceId, span_id: context.spanId };
}
