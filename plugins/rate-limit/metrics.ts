import { defineMetrics, priorities } from 'glassgate/plugin-api';
import { retreatStates } from './adaptive-rate.ts';

/** Limiters by key: `openai/nvidia`, `solve/p1`. */
export const limiterSet = { kind: 'limiters', max: 32 } as const;

/** How a request that met a limiter ended. */
const requestOutcomes = [
  'success',
  'upstream_error',
  'ratelimited',
  'unsent',
  'rejected',
  'timeout',
  'client_closed',
] as const;
export type RequestOutcome = (typeof requestOutcomes)[number];

const rateSteps = ['retreat', 'floor', 'recover'] as const;
export type RateStep = (typeof rateSteps)[number];

const limiter = limiterSet;

export const rateLimitMetrics = defineMetrics({
  requests: {
    type: 'counter',
    name: 'requests_total',
    help: 'Requests that met a limiter, by how they ended. ratelimited: the far side answered 429.',
    unit: 'requests',
    moves: 'When a request has ended or was refused.',
    labels: { limiter, priority: priorities, outcome: requestOutcomes },
    maxCombinations: 240,
  },
  waits: {
    type: 'histogram',
    name: 'wait_seconds',
    help: 'How long requests waited until they were let through.',
    unit: 'seconds',
    moves: 'When a request is let through.',
    labels: { limiter, priority: priorities },
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600],
    hasExemplars: true,
    isSparse: true,
    maxCombinations: 32,
  },
  depth: {
    type: 'gauge',
    name: 'queue_depth',
    help: 'Requests that wait now, without the overflow.',
    unit: 'requests',
    moves: 'With every scrape.',
    labels: { limiter, priority: priorities },
  },
  overflowDepth: {
    type: 'gauge',
    name: 'overflow_depth',
    help: 'Requests that wait behind a full queue.',
    unit: 'requests',
    moves: 'With every scrape.',
    labels: { limiter },
  },
  overflowed: {
    type: 'counter',
    name: 'overflow_total',
    help: 'Requests that found the queue full and waited behind it.',
    unit: 'requests',
    moves: 'When such a request begins to wait.',
    labels: { limiter },
  },
  capacity: {
    type: 'gauge',
    name: 'queue_capacity',
    help: 'Requests that may wait at once.',
    unit: 'requests',
    moves: 'With every scrape.',
    labels: { limiter },
  },
  inflight: {
    type: 'gauge',
    name: 'inflight',
    help: 'Requests that were let through and have not ended.',
    unit: 'requests',
    moves: 'With every scrape.',
    labels: { limiter },
  },
  tokens: {
    type: 'gauge',
    name: 'tokens',
    help: 'Requests that the bucket would let through now.',
    unit: 'requests',
    moves: 'With every scrape.',
    labels: { limiter },
  },
  configured: {
    type: 'gauge',
    name: 'configured_rpm',
    help: 'Requests per minute as configured, or as an operator has set them.',
    unit: 'requests',
    moves: 'With every scrape.',
    labels: { limiter },
  },
  effective: {
    type: 'gauge',
    name: 'effective_rpm',
    help: 'Requests per minute that the limiter allows now.',
    unit: 'requests',
    moves: 'With every scrape.',
    labels: { limiter },
  },
  floor: {
    type: 'gauge',
    name: 'floor_rpm',
    help: 'Requests per minute below which the limiter never goes.',
    unit: 'requests',
    moves: 'With every scrape.',
    labels: { limiter },
  },
  windowSends: {
    type: 'gauge',
    name: 'window_sends',
    help: 'Requests sent in the last minute.',
    unit: 'requests',
    moves: 'With every scrape.',
    labels: { limiter },
  },
  state: {
    type: 'gauge',
    name: 'state',
    help: '1 for the state that the limiter is in.',
    unit: '–',
    moves: 'With every scrape.',
    labels: { limiter, state: retreatStates },
  },
  ratio429: {
    type: 'gauge',
    name: 'upstream_429_ratio',
    help: 'Share of 429 among the answers of the retreat window.',
    unit: '–',
    moves: 'With every scrape.',
    labels: { limiter },
  },
  pause: {
    type: 'gauge',
    name: 'pause_seconds',
    help: 'For how long nothing will be sent because the far side asked for a pause.',
    unit: 'seconds',
    moves: 'With every scrape.',
    labels: { limiter },
  },
  steps: {
    type: 'counter',
    name: 'steps_total',
    help: 'Changes of the effective rate; floor: it fell to the least rate there is.',
    unit: 'steps',
    moves: 'With every change.',
    labels: { limiter, step: rateSteps },
  },
});
