import { defineMetrics, type GlassgateError } from 'glassgate/plugin-api';

/** How a wait ends. */
const waitOutcomes = ['served', 'timeout', 'canceled', 'deadline', 'shutdown', 'failed'] as const;
export type WaitOutcome = (typeof waitOutcomes)[number];

/** Why a request leaves the queue without having been served. */
const dropReasons = ['full', 'timeout', 'canceled', 'deadline', 'shutdown', 'failed'] as const;
export type DropReason = (typeof dropReasons)[number];

export const queueMetrics = defineMetrics({
  depth: {
    type: 'gauge',
    name: 'depth',
    help: 'Requests that wait now.',
    unit: 'requests',
    moves: 'With every scrape.',
  },
  capacity: {
    type: 'gauge',
    name: 'capacity',
    help: 'Requests that may wait at once.',
    unit: 'requests',
    moves: 'With every scrape.',
  },
  waits: {
    type: 'histogram',
    name: 'wait_seconds',
    help: 'How long requests waited, by how that ended.',
    unit: 'seconds',
    moves: 'When a request that has waited is done or leaves.',
    labels: { outcome: waitOutcomes },
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600],
    hasExemplars: true,
  },
  dropped: {
    type: 'counter',
    name: 'dropped_total',
    help: 'Requests that left without having been served, by reason.',
    unit: 'requests',
    moves: 'When nobody else may wait, and when a waiting request gives up or is sent away.',
    labels: { reason: dropReasons },
  },
});

/** Where the waiting of one request is counted. */
export interface QueueCounts {
  waited(outcome: WaitOutcome, waitMs: number): void;
  dropped(reason: DropReason): void;
}

/** Why a request left the queue that an error took out of it. */
export function reasonOf({ code }: GlassgateError): DropReason {
  switch (code) {
    case 'QUEUE_FULL':
      return 'full';
    case 'QUEUE_TIMEOUT':
      return 'timeout';
    case 'CLIENT_CANCELED':
      return 'canceled';
    case 'DEADLINE_EXCEEDED':
      return 'deadline';
    case 'SHUTTING_DOWN':
      return 'shutdown';
    default:
      return 'failed';
  }
}
