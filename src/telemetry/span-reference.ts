import { isSpanContextValid, type Span } from '@opentelemetry/api';
import type { SpanReference } from '../plugin-api/traces.ts';
import { LeanSpan } from './lean-span.ts';

/** The ids of a span; undefined without tracing, where every span has the same id of zeros, which would only mislead. */
export function referenceTo(span: Span): SpanReference | undefined {
  const spanContext = span.spanContext();
  // The ids of our own spans need not be looked at.
  return span instanceof LeanSpan || isSpanContextValid(spanContext) ? spanContext : undefined;
}

export function traceIdOf(span: Span): string | undefined {
  return span instanceof LeanSpan ? span.trace.traceId : referenceTo(span)?.traceId;
}
