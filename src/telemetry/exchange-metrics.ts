import { Counter, Histogram, type Registry } from 'prom-client';
import type { ExchangeResult } from '../exchange/probe.ts';
import type { TransportFailure } from '../plugin-api/exchange.ts';

const operations = ['analyze', 'analyze_text', 'open', 'status', 'health'] as const;
export type Operation = (typeof operations)[number] | 'other';

const outcomes = ['ok', 'busy', 'client_error', 'server_error', 'timeout', 'transport', 'canceled'] as const;
type ExchangeOutcome = (typeof outcomes)[number];

const operationByPath: ReadonlyMap<string, Operation> = new Map(operations.map((name) => [`/${name}`, name]));
const timeouts: ReadonlySet<TransportFailure> = new Set(['connect_timeout', 'read_timeout', 'total_timeout']);

export function operationOf(path: string): Operation {
  return operationByPath.get(path) ?? 'other';
}

function outcomeOf({ status, failure }: ExchangeResult): ExchangeOutcome {
  if (failure === 'canceled') return 'canceled';
  if (failure !== null) return timeouts.has(failure) ? 'timeout' : 'transport';
  if (status === null) return 'transport';
  // 423 is a worker's way to say that it did not execute the request.
  if (status === 423) return 'busy';
  if (status >= 500) return 'server_error';
  return status >= 400 ? 'client_error' : 'ok';
}

export interface ExchangeMetrics {
  ended(
    exchange: { readonly containerId: string; readonly operation: Operation },
    result: ExchangeResult,
  ): void;
}

/** How workers answer, by container. */
export function createExchangeMetrics(registry: Registry): ExchangeMetrics {
  const duration = new Histogram({
    name: 'glassgate_upstream_request_duration_seconds',
    help: 'Time of one HTTP exchange with a worker, however it ended.',
    labelNames: ['container_id', 'operation'],
    buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600],
    registers: [registry],
  });
  const requests = new Counter({
    name: 'glassgate_upstream_requests_total',
    help: 'HTTP exchanges with workers by how they ended.',
    labelNames: ['container_id', 'operation', 'outcome'],
    registers: [registry],
  });
  const seen = new Map<string, Set<Operation>>();

  // `increase()` misses the first failure of a series that did not exist before it.
  const announce = (containerId: string, operation: Operation) => {
    let known = seen.get(containerId);
    if (known === undefined) {
      known = new Set();
      seen.set(containerId, known);
    }
    if (known.has(operation)) return;
    known.add(operation);
    for (const outcome of outcomes) requests.inc({ container_id: containerId, operation, outcome }, 0);
  };

  return {
    ended: ({ containerId, operation }, result) => {
      announce(containerId, operation);
      duration.observe({ container_id: containerId, operation }, result.durationMs / 1000);
      requests.inc({ container_id: containerId, operation, outcome: outcomeOf(result) });
    },
  };
}
