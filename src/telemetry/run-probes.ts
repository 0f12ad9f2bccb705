import { context, isSpanContextValid, type Span, type Tracer, trace } from '@opentelemetry/api';
import type { Counter } from 'prom-client';
import type { Instruments, RunProbe, StageProbe } from '../kernel/instruments.ts';
import { exceptionAttributes } from './error-attributes.ts';
import {
  addDecision,
  closeRunSpan,
  closeStageSpan,
  openRunSpan,
  openStageSpan,
  type RunInfo,
} from './run-spans.ts';
import type { StageMetrics } from './stage-metrics.ts';

export interface RunInstrumentsOptions {
  readonly tracer: Tracer;
  readonly metrics: StageMetrics;
  readonly observerErrors: Counter<'plugin'>;
}

/** Spans and metrics of runs and their stages. */
export function createRunInstruments(options: RunInstrumentsOptions): Instruments {
  return {
    run: (info) => startRun(options, info),
    observerFailed: (plugin, error) => {
      options.observerErrors.inc({ plugin });
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

function startRun({ tracer, metrics }: RunInstrumentsOptions, info: RunInfo): RunProbe {
  const { chain, requestId } = info;
  metrics.runStarted(chain);
  const { span, active } = openRunSpan(tracer, info);
  return {
    traceId: traceIdOf(span),
    within: (body) => context.with(active, body),
    stage: ({ stage, attempt }) => startStage({ tracer, metrics }, { chain, stage, attempt, requestId }),
    end: (result) => {
      metrics.runEnded(chain, result);
      closeRunSpan(span, result);
    },
  };
}

interface StageStart {
  readonly chain: string;
  readonly stage: string;
  readonly attempt: number;
  readonly requestId: string;
}

function startStage(
  { tracer, metrics }: Pick<RunInstrumentsOptions, 'tracer' | 'metrics'>,
  info: StageStart,
): StageProbe {
  const { span, active } = openStageSpan(tracer, info);
  return {
    within: (body) => context.with(active, body),
    decided: (decision) => addDecision(span, decision),
    end: (result) => {
      metrics.stageEnded(info, result);
      closeStageSpan(span, result);
    },
  };
}

/** Without an SDK every span has the same id of zeros, which would only mislead. */
export function traceIdOf(span: Span): string | undefined {
  const spanContext = span.spanContext();
  return isSpanContextValid(spanContext) ? spanContext.traceId : undefined;
}
