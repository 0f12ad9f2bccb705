import {
  type Context,
  context,
  ProxyTracerProvider,
  type Span,
  type SpanContext,
  type SpanOptions,
  TraceFlags,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { activate } from './id-tracer.ts';
import { LeanTracerProvider } from './lean-provider.ts';
import { LeanSpan, type SpanSink } from './lean-span.ts';
import { LeanTrace } from './lean-trace.ts';
import { redactSpansOf } from './redacted-span.ts';
import { SpanPipeline } from './span-pipeline.ts';

type Processor = Pick<SpanProcessor, 'onEnd'>;

export interface CoreTracing {
  readonly tracer: Tracer;
  /** What the spans of the core pass when they end; undefined where the core makes none. */
  readonly pipeline: SpanPipeline | undefined;
  /** The provider of this process, when it is ours. */
  readonly provider: LeanTracerProvider | undefined;
}

/**
 * The tracer of the core. With an SDK that exports by itself, the SDK decides whether a trace is sampled, and
 * the spans are still made here: they cost a third, and the flight recorder sees them.
 */
export function createCoreTracing(scope: { readonly name: string; readonly version: string }): CoreTracing {
  const tracer = trace.getTracer(scope.name, scope.version);
  const provider = registered();
  if (provider instanceof LeanTracerProvider) return { tracer, pipeline: provider.pipeline, provider };
  const processor = findProcessor(provider);
  if (processor === undefined) return { tracer, pipeline: undefined, provider: undefined };
  redactSpansOf(processor);
  const pipeline = new SpanPipeline();
  const sink: SpanSink = {
    ended: (span) => {
      pipeline.ended(span);
      // Its optional parent is a getter, which these types cannot say.
      if (span.trace.isSampled) processor.onEnd(span as unknown as ReadableSpan);
    },
  };
  const startSpan = (name: string, options: SpanOptions = {}, within: Context = context.active()): Span => {
    const parent = options.root === true ? undefined : trace.getSpan(within);
    if (parent instanceof LeanSpan) {
      return new LeanSpan({ name, trace: parent.trace, parent, options, scope, sink });
    }
    const decided = tracer.startSpan(name, options, within);
    if (!isRecorded(decided)) return decided;
    const { traceId, spanId, traceFlags, traceState } = decided.spanContext();
    const { resource, parentSpanContext } = decided;
    return new LeanSpan({
      ...{ name, options, scope, sink, spanId },
      trace: new LeanTrace({ traceId, traceFlags, traceState, resource }),
      parent: parentSpanContext,
    });
  };
  return { tracer: { startSpan, startActiveSpan: activate(startSpan) }, pipeline, provider: undefined };
}

type RecordedSpan = Span & {
  readonly resource: ReadableSpan['resource'];
  readonly parentSpanContext: SpanContext | undefined;
};

function isRecorded(span: Span): span is RecordedSpan {
  return 'resource' in span && (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
}

function registered(): TracerProvider {
  const provider = trace.getTracerProvider();
  return provider instanceof ProxyTracerProvider ? provider.getDelegate() : provider;
}

/**
 * Where finished spans of an SDK go. It keeps that in a private field; with another SDK that has no such
 * field every span is made by the SDK, which is correct and slower.
 */
function findProcessor(provider: TracerProvider): Processor | undefined {
  const found: unknown = (provider as unknown as Record<string, unknown>)['_activeSpanProcessor'];
  return isProcessor(found) ? found : undefined;
}

function isProcessor(value: unknown): value is Processor {
  return typeof value === 'object' && value !== null && 'onEnd' in value && typeof value.onEnd === 'function';
}
