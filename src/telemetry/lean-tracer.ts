import {
  type Context,
  context,
  type Span,
  type SpanOptions,
  TraceFlags,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { activate } from './id-tracer.ts';
import { LeanSpan, type RecordedSpan } from './lean-span.ts';
import { newSpanId } from './trace-ids.ts';

type Sink = Pick<SpanProcessor, 'onEnd'>;

/**
 * The tracer of the core. The SDK opens the first span of a trace and decides whether it is sampled; the dozen
 * spans below it cost a third when they are made here. Each sampler that the SDK can be told to use decides
 * for a child as it did for its parent.
 */
export function createCoreTracer(scope: { readonly name: string; readonly version: string }): Tracer {
  const tracer = trace.getTracer(scope.name, scope.version);
  const sink = findSink(trace.getTracerProvider());
  if (sink === undefined) return tracer;
  const ended = sink.onEnd.bind(sink);

  const startSpan = (name: string, options: SpanOptions = {}, parent: Context = context.active()): Span => {
    const above = trace.getSpan(parent);
    if (options.root === true || !isRecorded(above)) return tracer.startSpan(name, options, parent);
    const { traceId, traceFlags, traceState } = above.spanContext();
    const spanContext = { traceId, spanId: newSpanId(), traceFlags, ...(traceState && { traceState }) };
    return new LeanSpan({ name, spanContext, parent: above, options, scope, ended });
  };
  return { startSpan, startActiveSpan: activate(startSpan) };
}

function isRecorded(span: Span | undefined): span is RecordedSpan {
  return (
    span !== undefined && 'resource' in span && (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0
  );
}

/**
 * Where finished spans of a provider go. The SDK keeps it in a private field; with another SDK that has no such
 * field every span is made by the SDK, which is correct and slower.
 */
function findSink(provider: TracerProvider): Sink | undefined {
  const delegate: unknown =
    'getDelegate' in provider && typeof provider.getDelegate === 'function'
      ? provider.getDelegate()
      : provider;
  const sink: unknown = (delegate as Record<string, unknown>)['_activeSpanProcessor'];
  return isSink(sink) ? sink : undefined;
}

function isSink(value: unknown): value is Sink {
  return typeof value === 'object' && value !== null && 'onEnd' in value && typeof value.onEnd === 'function';
}
