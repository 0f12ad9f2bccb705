import type { Span } from '@opentelemetry/api';
import type { ExchangeResult } from '../exchange/probe.ts';
import { exchangeOutcomeOf, type Operation } from '../plugin-api/exchange-kinds.ts';
import type { exchangeCatalog } from './catalog/exchange-catalog.ts';
import type { CoreInstruments } from './metric-families.ts';

interface Counted {
  readonly containerId: string;
  readonly operation: Operation;
  /** The longest that the exchange may take. */
  readonly totalMs: number;
}

export interface ExchangeMetrics {
  started(containerId: string): void;
  /** `span` is absent for a background probe, which is not traced. */
  ended(exchange: Counted, result: ExchangeResult, span?: Span): void;
}

/** How workers answer, by container. */
export function createExchangeMetrics(metrics: CoreInstruments<typeof exchangeCatalog>): ExchangeMetrics {
  return {
    started: (containerId) => metrics.inFlight.add({ container_id: containerId }, 1),
    ended: ({ containerId, operation, totalMs }, result, span) => {
      const container = { container_id: containerId };
      const outcome = exchangeOutcomeOf(result);
      metrics.inFlight.add(container, -1);
      metrics.duration.observe({ ...container, operation }, result.durationMs / 1000, span);
      metrics.requests.increment({ ...container, operation, outcome });
      metrics.timeoutBudget.observe({ operation }, result.durationMs / totalMs);
      if (outcome === 'ok') metrics.lastSuccess.set(container, Date.now() / 1000);
    },
  };
}
