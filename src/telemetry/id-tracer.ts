import {
  type Context,
  context,
  type Span,
  type SpanContext,
  type SpanOptions,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { newSpanId } from './trace-ids.ts';

/** A span that is ids and nothing else: logs, jobs and workers get them, and no record is made. */
export function startIdSpan({
  traceId,
  traceFlags,
  traceState,
}: Pick<SpanContext, 'traceId' | 'traceFlags'> & { readonly traceState: SpanContext['traceState'] }): Span {
  return trace.wrapSpanContext({
    ...{ traceId, spanId: newSpanId(), traceFlags },
    ...(traceState && { traceState }),
  });
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
