import { context, type Span, type Tracer, trace } from '@opentelemetry/api';
import type { Instruments, RunProbe, RunStart, StageProbe } from '../kernel/instruments.ts';
import type { Counter } from '../plugin-api/metrics.ts';
import { withinChild } from './child-spans.ts';
import { exceptionAttributes } from './error-attributes.ts';
import {
  addDecision,
  annotate,
  closeRunSpan,
  closeStageSpan,
  linkTo,
  logDecision,
  logFailure,
  openRunSpan,
  openStageSpan,
  referenceTo,
} from './run-spans.ts';
import { withoutGenAi } from './semconv-genai.ts';
import type { SpanFeatures } from './span-features.ts';
import type { StageMetrics } from './stage-metrics.ts';
import { tellStep } from './steps.ts';
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
  return {
    chainBuilt: (chain, stages) => options.metrics.chainBuilt(chain, stages),
    run: (info) => startRun(options, info),
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

function startRun(options: RunInstrumentsOptions, info: RunStart): RunProbe {
  const { tracer, metrics, workerTime, features } = options;
  const { chain, requestId, runId } = info;
  workerTime.runStarted(runId);
  metrics.runStarted(chain);
  const { span, active } = openRunSpan(tracer, info);
  return {
    traceId: traceIdOf(span),
    spanId: referenceTo(span)?.spanId,
    isRecorded: span.isRecording(),
    within: (body) => context.with(active, body),
    annotated: (attributes) => annotate(span, withoutGenAi(attributes, features.genAi)),
    stage: ({ stage, attempt }) => {
      const start = { chain, stage, attempt, requestId };
      return span.isRecording() ? startStage(options, start) : startUnreadStage(options, start, span);
    },
    end: (result) => {
      const workerMs = workerTime.runEnded(runId);
      metrics.runEnded(chain, { ...result, workerMs }, span.spanContext());
      const overheadMs = Math.max(0, result.totalMs - workerMs);
      closeRunSpan(span, { ...result, overheadMs });
      return overheadMs;
    },
  };
}

interface StageStart {
  readonly chain: string;
  readonly stage: string;
  readonly attempt: number;
  readonly requestId: string;
}

function startStage({ tracer, metrics, features }: RunInstrumentsOptions, info: StageStart): StageProbe {
  metrics.stageStarted(info);
  const { span, active } = openStageSpan(tracer, info);
  return {
    within: (body) => context.with(active, body),
    get span() {
      return referenceTo(span);
    },
    decided: (decision, log) => {
      if (features.events !== 'logs') addDecision(span, decision);
      if (log !== undefined && features.events !== 'span') logDecision(log, decision);
    },
    stepped: (name, fields, log) => tellStep(span, { name, fields }, { events: features.events, log }),
    child: (child, body) => withinChild({ tracer, genAi: features.genAi }, child, body),
    linked: (to, attributes) => linkTo(span, to, attributes),
    annotated: (attributes) => annotate(span, withoutGenAi(attributes, features.genAi)),
    end: (result, log) => {
      metrics.stageEnded(info, result, span.spanContext());
      if (log !== undefined) context.with(active, () => logFailure(log, info, result));
      closeStageSpan(span, result, features);
    },
  };
}

/** Nobody will read the trace, so the run alone stands for its stages: what happens in them is counted and logged. */
function startUnreadStage(
  { metrics, features }: RunInstrumentsOptions,
  info: StageStart,
  run: Span,
): StageProbe {
  metrics.stageStarted(info);
  const { events } = features;
  return {
    within: (body) => body(),
    get span() {
      return referenceTo(run);
    },
    decided: (decision, log) => {
      if (log !== undefined && events !== 'span') logDecision(log, decision);
    },
    stepped: (name, fields, log) => tellStep(run, { name, fields }, { events, log }),
    child: (_child, body) => body(unread),
    linked: () => undefined,
    annotated: () => undefined,
    end: (result, log) => {
      metrics.stageEnded(info, result, run.spanContext());
      if (log !== undefined) logFailure(log, info, result);
    },
  };
}

const unread = { annotate: () => undefined };

/** Without an SDK every span has the same id of zeros, which would only mislead. */
export function traceIdOf(span: Span): string | undefined {
  return referenceTo(span)?.traceId;
}
