import { exchangeOutcomes, operations } from '../../plugin-api/exchange-kinds.ts';
import { defineMetrics, openSets } from '../../plugin-api/metrics.ts';

const container = { container_id: openSets.containers };

export const exchangeCatalog = defineMetrics({
  duration: {
    type: 'histogram',
    name: 'glassgate_upstream_request_duration_seconds',
    help: 'Time of one HTTP exchange with a worker, however it ended.',
    unit: 'seconds',
    moves: 'When an exchange ends, also one of a background probe (`operation` `status`).',
    labels: { ...container, operation: operations },
    buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600],
    maxCombinations: 256,
    isSparse: true,
    hasExemplars: true,
  },
  requests: {
    type: 'counter',
    name: 'glassgate_upstream_requests_total',
    help: 'HTTP exchanges with workers by how they ended.',
    unit: 'exchanges',
    moves: 'When an exchange ends. `busy` is 423, `client_error` any other 4xx, `server_error` 5xx.',
    labels: { ...container, operation: operations, outcome: exchangeOutcomes },
  },
  inFlight: {
    type: 'gauge',
    name: 'glassgate_upstream_in_flight',
    help: 'HTTP exchanges with a worker that have started and not ended.',
    unit: 'exchanges',
    moves: 'Up when an exchange starts, down when it ends.',
    labels: container,
  },
  lastSuccess: {
    type: 'gauge',
    name: 'glassgate_upstream_last_success_timestamp_seconds',
    help: 'When a worker last answered with a status below 400, in seconds since 1970.',
    unit: 'seconds',
    moves: 'When an exchange succeeds, also one of a background probe.',
    labels: container,
  },
  timeoutBudget: {
    type: 'histogram',
    name: 'glassgate_upstream_timeout_budget_ratio',
    help: 'Share of its longest allowed time that an exchange took.',
    unit: 'ratio',
    moves: 'When an exchange ends.',
    labels: { operation: operations },
    buckets: [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 1],
    isSparse: true,
  },
});
