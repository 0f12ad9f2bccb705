import { defineMetrics, llmOutcomes, openSets } from 'glassgate/plugin-api';

const seconds = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600];

export const failureReasons = ['4xx', '429', '5xx', 'connect', 'timeout', 'protocol'] as const;

export const proxyMetrics = defineMetrics({
  firstByte: {
    type: 'histogram',
    name: 'first_byte_seconds',
    help: 'Time from sending a request until the head of the answer is there.',
    unit: 'seconds',
    moves: 'When an answer has ended.',
    labels: { provider: openSets.providers },
    buckets: seconds,
  },
  total: {
    type: 'histogram',
    name: 'answer_seconds',
    help: 'Time from sending a request until the answer has been passed on, streams included.',
    unit: 'seconds',
    moves: 'When an answer has ended.',
    labels: { provider: openSets.providers },
    buckets: seconds,
  },
  errors: {
    type: 'counter',
    name: 'upstream_errors_total',
    help: 'Requests that a provider answered with an error, or not at all.',
    unit: 'requests',
    moves: 'When a request has ended.',
    labels: { provider: openSets.providers, reason: failureReasons },
  },
  answers: {
    type: 'counter',
    name: 'answers_total',
    help: 'Answers by how passing them on ended.',
    unit: 'answers',
    moves: 'When an answer has ended.',
    labels: { provider: openSets.providers, outcome: llmOutcomes },
  },
  bytes: {
    type: 'counter',
    name: 'answer_bytes_total',
    help: 'Bytes of answers that were passed on.',
    unit: 'bytes',
    moves: 'When an answer has ended.',
    labels: { provider: openSets.providers },
  },
});
