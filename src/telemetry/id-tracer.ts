import {
  type Context,
  context,
  isSpanContextValid,
  type Span,
  type SpanOptions,
  TraceFlags,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { newSpanId, newTraceId } from './trace-ids.ts';

/**
 * Spans that are ids and nothing else, for a gateway without a collector: logs, jobs and workers still get
 * trace ids, and no time is spent on records that nobody reads. The sampled flag of the client is passed on.
 */
export const idTracerProvider: TracerProvider = {
  getTracer: (): Tracer => ({ startSpan: startIdSpan, startActiveSpan: activate(startIdSpan) }),
};

function startIdSpan(_name: string, options: SpanOptions = {}, parent: Context = context.active()): Span {
  const above = options.root === true ? undefined : trace.getSpanContext(parent);
  const spanId = newSpanId();
  if (above === undefined || !isSpanContextValid(above)) {
    return trace.wrapSpanContext({ traceId: newTraceId(), spanId, traceFlags: TraceFlags.SAMPLED });
  }
  const { traceId, traceFlags, traceState } = above;
  return trace.wrapSpanContext({ traceId, spanId, traceFlags, ...(traceState && { traceState }) });
}

/** `startActiveSpan` on top of a `startSpan`: options and context may be left out before the body. */
export function activate(startSpan: Tracer['startSpan']): Tracer['startActiveSpan'] {
  return <F extends (span: Span) => unknown>(name: string, ...rest: unknown[]): ReturnType<F> => {
    const body = rest.pop() as F;
    const [options, parent = context.active()] = rest as [SpanOptions?, Context?];
    const span = startSpan(name, options, parent);
    return context.with(trace.setSpan(parent, span), () => body(span)) as ReturnType<F>;
  };
}
