import {
  type Context,
  context,
  isSpanContextValid,
  type Span,
  type SpanContext,
  type SpanOptions,
  TraceFlags,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { ExportStats } from './export-stats.ts';
import { activate, startIdSpan } from './id-tracer.ts';
import { LeanSpan } from './lean-span.ts';
import { LeanTrace } from './lean-trace.ts';
import type { Sampler } from './sampler.ts';
import type { SpanPipeline } from './span-pipeline.ts';
import { newTraceId } from './trace-ids.ts';

export interface LeanProviderOptions {
  readonly sampler: Sampler;
  readonly pipeline: SpanPipeline;
  readonly stats: ExportStats;
  readonly resource: ReadableSpan['resource'];
}

/**
 * Makes every span of the process, those of instrumentations too. A trace that nobody exports and nobody
 * records is ids and nothing else.
 */
export class LeanTracerProvider implements TracerProvider {
  readonly pipeline: SpanPipeline;
  readonly stats: ExportStats;
  readonly #sampler: Sampler;
  readonly #resource: ReadableSpan['resource'];

  constructor({ sampler, pipeline, stats, resource }: LeanProviderOptions) {
    this.#sampler = sampler;
    this.pipeline = pipeline;
    this.stats = stats;
    this.#resource = resource;
  }

  getTracer(name: string, version = ''): Tracer {
    const scope = { name, version };
    const startSpan = (spanName: string, options: SpanOptions = {}, within: Context = context.active()) => {
      const parent = options.root === true ? undefined : trace.getSpan(within);
      if (!(parent instanceof LeanSpan)) return this.#startFirst({ name: spanName, options, within, scope });
      return new LeanSpan({
        name: spanName,
        trace: parent.trace,
        parent,
        options,
        scope,
        sink: this.pipeline,
      });
    };
    return { startSpan, startActiveSpan: activate(startSpan) };
  }

  #startFirst({ name, options, within, scope }: FirstSpan): Span {
    const above = options.root === true ? undefined : validContext(trace.getSpanContext(within));
    const traceId = above?.traceId ?? newTraceId();
    const parentSampled = above && (above.traceFlags & TraceFlags.SAMPLED) !== 0;
    const isSampled = this.#sampler({ parentSampled, traceId });
    const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
    if (!this.pipeline.wants(isSampled)) {
      this.pipeline.passedOver();
      return startIdSpan({ traceId, traceFlags, traceState: above?.traceState });
    }
    const started = new LeanTrace({
      ...{ traceId, traceFlags, traceState: above?.traceState },
      resource: this.#resource,
    });
    return new LeanSpan({ name, trace: started, parent: above, options, scope, sink: this.pipeline });
  }
}

interface FirstSpan {
  readonly name: string;
  readonly options: SpanOptions;
  readonly within: Context;
  readonly scope: { readonly name: string; readonly version: string };
}

function validContext(above: SpanContext | undefined): SpanContext | undefined {
  return above !== undefined && isSpanContextValid(above) ? above : undefined;
}
