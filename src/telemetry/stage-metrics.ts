import type { Span } from '@opentelemetry/api';
import type { RunResult, StageResult } from '../kernel/instruments.ts';
import type { runCatalog } from './catalog/run-catalog.ts';
import { knownCode } from './error-attributes.ts';
import type { CoreInstruments } from './metric-families.ts';

interface StageName {
  readonly chain: string;
  readonly stage: string;
}

export interface StageMetrics {
  /** `increase()` misses the first of a series that did not exist before it. */
  chainBuilt(chain: string, stages: readonly string[]): void;
  runStarted(chain: string): void;
  stageStarted(chain: string, stage: string): void;
  stageEnded(stage: StageName, result: StageResult, span: Span): void;
  /** `workerMs`: how long workers were busy with the run. */
  runEnded(chain: string, result: RunResult & { readonly workerMs: number }, span: Span): void;
}

/** Where the time and the errors of a run went, by stage. */
export function createStageMetrics(metrics: CoreInstruments<typeof runCatalog>): StageMetrics {
  const { stageDuration, stageErrors, stagesInFlight, runDuration, runsInFlight } = metrics;
  return {
    chainBuilt: (chain, stages) => {
      runsInFlight.add({ chain }, 0);
      runDuration.zero({ chain, outcome: 'ok' });
      metrics.gatewayOverhead.zero({ chain });
      metrics.attempts.zero({ chain });
      for (const stage of stages) {
        stagesInFlight.add({ chain, stage }, 0);
        stageErrors.increment({ chain, stage, code: 'INTERNAL_ERROR' }, 0);
      }
      for (const stage of [...stages, 'unaccounted']) {
        stageDuration.zero({ chain, stage, outcome: 'ok' });
        stageDuration.zero({ chain, stage, outcome: 'error' });
      }
    },
    runStarted: (chain) => runsInFlight.add({ chain }, 1),
    stageStarted: (chain, stage) => stagesInFlight.add({ chain, stage }, 1),
    stageEnded: ({ chain, stage }, { outcome, selfMs, error, thrownHere }, span) => {
      stagesInFlight.add({ chain, stage }, -1);
      stageDuration.observe({ chain, stage, outcome }, selfMs / 1000, span);
      if (error !== undefined && thrownHere)
        stageErrors.increment({ chain, stage, code: knownCode(error.code) });
    },
    runEnded: (chain, result, span) => {
      const { outcome, totalMs, workerMs } = result;
      runsInFlight.add({ chain }, -1);
      runDuration.observe({ chain, outcome }, totalMs / 1000, span);
      metrics.gatewayOverhead.observe({ chain }, Math.max(0, totalMs - workerMs) / 1000, span);
      // Clocks are read in turn, so the rest of a short run may come out a little below zero.
      const unaccounted = Math.max(0, result.unaccountedMs) / 1000;
      stageDuration.observe({ chain, stage: 'unaccounted', outcome }, unaccounted, span);
      metrics.attempts.observe({ chain }, result.attempts);
    },
  };
}
