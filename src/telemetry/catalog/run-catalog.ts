import { stageOutcomes } from '../../plugin-api/journal.ts';
import { codeValues, defineMetrics, openSets } from '../../plugin-api/metrics.ts';

const { chains, stages, plugins } = openSets;

export const runCatalog = defineMetrics({
  stageDuration: {
    type: 'histogram',
    name: 'glassgate_stage_duration_seconds',
    help: 'Time spent inside one stage, without the stages after it.',
    unit: 'seconds',
    moves:
      'When a run of a stage ends. The stages of one run and its stage `unaccounted`, observed when the run ends, add up to `glassgate_run_duration_seconds`. `ok` and `error` are there from the start.',
    labels: { chain: chains, stage: stages, outcome: stageOutcomes },
    buckets: [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 120, 300],
    maxCombinations: 160,
    isSparse: true,
    hasExemplars: true,
  },
  stageErrors: {
    type: 'counter',
    name: 'glassgate_stage_errors_total',
    help: 'Errors by the stage that threw them first.',
    unit: 'errors',
    moves: 'When a stage throws an error; not at the stages that it passes through.',
    labels: { chain: chains, stage: stages, code: codeValues },
    maxCombinations: 1_000,
  },
  stagesInFlight: {
    type: 'gauge',
    name: 'glassgate_stage_in_flight',
    help: 'Runs that are inside a stage or in a stage after it.',
    unit: 'runs',
    moves: 'Up when a run enters the stage, down when it leaves it.',
    labels: { chain: chains, stage: stages },
    maxCombinations: 40,
  },
  runDuration: {
    type: 'histogram',
    name: 'glassgate_run_duration_seconds',
    help: 'Time from the arrival of a request to the end of its answer.',
    unit: 'seconds',
    moves: 'When the answer of a run has left the gateway.',
    labels: { chain: chains, outcome: stageOutcomes },
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600],
    hasExemplars: true,
  },
  gatewayOverhead: {
    type: 'histogram',
    name: 'glassgate_gateway_overhead_seconds',
    help: 'Time of a run in which no worker was busy with it: what the gateway itself took.',
    unit: 'seconds',
    moves: 'When the answer of a run has left the gateway. Exchanges that overlap are taken out once.',
    labels: { chain: chains },
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    hasExemplars: true,
  },
  runsInFlight: {
    type: 'gauge',
    name: 'glassgate_runs_in_flight',
    help: 'Runs that have started and not ended.',
    unit: 'runs',
    moves: 'Up when a run starts, down when it ends.',
    labels: { chain: chains },
  },
  attempts: {
    type: 'histogram',
    name: 'glassgate_attempts',
    help: 'Attempts that one run needed.',
    unit: 'attempts',
    moves: 'When a run ends.',
    labels: { chain: chains },
    buckets: [0, 1, 2, 3, 5, 8, 13, 21, 34, 64],
  },
  observerErrors: {
    type: 'counter',
    name: 'glassgate_observer_errors_total',
    help: 'Errors thrown by observers and ignored.',
    unit: 'errors',
    moves: 'When an observer of a plugin throws.',
    labels: { plugin: plugins },
  },
});
