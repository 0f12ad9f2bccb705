import { defineMetrics, type MetricFactory } from '../plugin-api/metrics.ts';
import type { BodyBudget } from './body-budget.ts';

const bodyRefusals = ['too_large', 'too_complex', 'too_slow', 'no_room'] as const;
export type BodyRefusal = (typeof bodyRefusals)[number];

const brokenRequests = ['malformed', 'head_too_large', 'too_slow'] as const;
export type BrokenRequest = (typeof brokenRequests)[number];

/** What clients send before a handler sees it: declared as a plugin's would be, under the name `http`. */
export const intakeMetrics = defineMetrics({
  bytesInFlight: {
    type: 'gauge',
    name: 'body_bytes_in_flight',
    help: 'Bytes of request bodies that are held until their requests are answered.',
    unit: 'bytes',
    moves: 'With every scrape.',
  },
  refused: {
    type: 'counter',
    name: 'bodies_refused_total',
    help: 'Request bodies refused, by reason.',
    unit: 'bodies',
    moves:
      'When a body is larger than its route takes (too_large), has too much structure (too_complex), stops in the middle (too_slow), or `http.body_bytes_in_flight` is used up (no_room).',
    labels: { reason: bodyRefusals },
  },
  broken: {
    type: 'counter',
    name: 'broken_requests_total',
    help: 'Requests that could not be read as HTTP, by reason.',
    unit: 'requests',
    moves: 'When a connection is closed for what its client sent, or did not send in time.',
    labels: { reason: brokenRequests },
  },
});

/** Counts what goes wrong before a request has a handler. */
export interface HttpMeter {
  refused(reason: BodyRefusal): void;
  broken(reason: BrokenRequest): void;
}

export function declareHttpMetrics(metrics: MetricFactory, budget: BodyBudget): HttpMeter {
  const { bytesInFlight, refused, broken } = metrics.declare(intakeMetrics);
  bytesInFlight.mirror(() => budget.used);
  return {
    refused: (reason) => refused.increment({ reason }),
    broken: (reason) => broken.increment({ reason }),
  };
}
