import { type Context, context, type Span, type Tracer, trace } from '@opentelemetry/api';
import type { Instruments, RunProbe, RunResult, RunStart, StageProbe } from '../kernel/instruments.ts';
import type { Counter } from '../plugin-api/metrics.ts';
import type { SpanAttributes } from '../plugin-api/traces.ts';
import { exceptionAttributes } from './error-attributes.ts';
import { annotate, closeRunSpan, openRunSpan } from './run-spans.ts';
import { withoutGenAi } from './semconv-genai.ts';
import { shownId } from './shown-text.ts';
import type { SpanFeatures } from './span-features.ts';
import { referenceTo } from './span-reference.ts';
import type { StageMetrics } from './stage-metrics.ts';
import { type StageSurroundings, TracedStage, UnreadStage } from './stage-probes.ts';
import { StageStarts } from './stage-starts.ts';
import type { WorkerTime } from './worker-time.ts';

export interface RunInstrumentsOptions {
  readonly tracer: Tracer;
  readonly features: SpanFeatures;
  readonly metrics: StageMetrics;
  readonly workerTime: WorkerTime;
  readonly observerErrors: Counter<{ readonly plugin: string }>;
}

/** Spans and metrics of runs and their stages. */
export function createRunInstruments(options: RunInstrumentsOptions): Instruments {
  const shared = { ...options, starts: new StageStarts() };
  return {
    chainBuilt: (chain, stages) => options.metrics.chainBuilt(chain, stages),
    run: (info) => new TracedRun(shared, info),
    observerFailed: (plugin, error) => {
      options.observerErrors.increment({ plugin });
      const span = trace.getActiveSpan();
      if (span?.isRecording() !== true) return;
      const cause = error instanceof Error ? error : new Error(String(error));
      span.addEvent('glassgate.observer_failed', {
        plugin,
        ...exceptionAttributes(cause, { withStack: true }),
      });
    },
  };
}

interface RunOptions extends RunInstrumentsOptions {
  readonly starts: StageStarts;
}

class TracedRun implements RunProbe {
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  readonly isRecorded: boolean;
  readonly #options: RunInstrumentsOptions;
  readonly #runId: string;
  readonly #span: Span;
  readonly #active: Context;
  readonly #stages: StageSurroundings;

  constructor(options: RunOptions, info: RunStart) {
    const { tracer, metrics, workerTime, features, starts } = options;
    const { chain, runId, requestId } = info;
    workerTime.runStarted(runId);
    metrics.runStarted(chain);
    const { span, active } = openRunSpan(tracer, info);
    const reference = referenceTo(span);
    this.traceId = reference?.traceId;
    this.spanId = reference?.spanId;
    this.isRecorded = span.isRecording();
    this.#options = options;
    this.#runId = runId;
    this.#span = span;
    this.#active = active;
    const attributes = { 'glassgate.request.id': shownId(requestId) };
    this.#stages = { chain, tracer, features, metrics, starts, attributes };
  }

  within<T>(body: () => T): T {
    return context.with(this.#active, body);
  }

  annotated(attributes: SpanAttributes): void {
    annotate(this.#span, withoutGenAi(attributes, this.#options.features.genAi));
  }

  stage(start: { readonly stage: string; readonly attempt: number }): StageProbe {
    return this.#span.isRecording()
      ? new TracedStage(this.#stages, start)
      : new UnreadStage(this.#stages, start, this.#span);
  }

  end(result: RunResult): number {
    const { metrics, workerTime } = this.#options;
    const workerMs = workerTime.runEnded(this.#runId);
    metrics.runEnded(this.#stages.chain, { ...result, workerMs }, this.#span);
    const overheadMs = Math.max(0, result.totalMs - workerMs);
    closeRunSpan(this.#span, { ...result, overheadMs });
    return overheadMs;
  }
}
