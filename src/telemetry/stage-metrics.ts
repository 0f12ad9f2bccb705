import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { RunResult, StageResult } from '../kernel/instruments.ts';
import { errorCodes } from '../plugin-api/error.ts';
import { knownCode } from './error-attributes.ts';

export interface StageMetrics {
  runStarted(chain: string): void;
  stageEnded(stage: { readonly chain: string; readonly stage: string }, result: StageResult): void;
  runEnded(chain: string, result: RunResult): void;
}

/** Where the time and the errors of a run went, by stage. */
export function createStageMetrics(registry: Registry): StageMetrics {
  const registers = [registry];
  const stageDuration = new Histogram({
    name: 'glassgate_stage_duration_seconds',
    help: 'Time spent inside one stage, without the stages after it.',
    labelNames: ['chain', 'stage', 'outcome'],
    buckets: [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 120, 300],
    registers,
  });
  const stageErrors = new Counter({
    name: 'glassgate_stage_errors_total',
    help: 'Errors by the stage that threw them first.',
    labelNames: ['chain', 'stage', 'code'],
    registers,
  });
  const runDuration = new Histogram({
    name: 'glassgate_run_duration_seconds',
    help: 'Time from the arrival of a request to the end of its answer.',
    labelNames: ['chain', 'outcome'],
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600],
    registers,
  });
  const runsInFlight = new Gauge({
    name: 'glassgate_runs_in_flight',
    help: 'Runs that have started and not ended.',
    labelNames: ['chain'],
    registers,
  });
  const attempts = new Histogram({
    name: 'glassgate_attempts',
    help: 'Attempts that one run needed.',
    labelNames: ['chain'],
    buckets: [0, 1, 2, 3, 5, 8, 13, 21, 34, 64],
    registers,
  });
  const seen = new Map<string, Set<string>>();

  // `increase()` misses the first error of a series that did not exist before it.
  const announce = (chain: string, stage: string) => {
    let stages = seen.get(chain);
    if (stages === undefined) {
      stages = new Set();
      seen.set(chain, stages);
    }
    if (stages.has(stage)) return;
    stages.add(stage);
    for (const code of Object.keys(errorCodes)) stageErrors.inc({ chain, stage, code }, 0);
  };

  return {
    runStarted: (chain) => runsInFlight.inc({ chain }),
    stageEnded: ({ chain, stage }, { outcome, selfMs, error, thrownHere }) => {
      announce(chain, stage);
      stageDuration.observe({ chain, stage, outcome }, selfMs / 1000);
      if (error !== undefined && thrownHere) stageErrors.inc({ chain, stage, code: knownCode(error.code) });
    },
    runEnded: (chain, result) => {
      runsInFlight.dec({ chain });
      const { outcome } = result;
      runDuration.observe({ chain, outcome }, result.totalMs / 1000);
      // Clocks are read in turn, so the rest of a short run may come out a little below zero.
      const unaccounted = Math.max(0, result.unaccountedMs) / 1000;
      stageDuration.observe({ chain, stage: 'unaccounted', outcome }, unaccounted);
      attempts.observe({ chain }, result.attempts);
    },
  };
}
