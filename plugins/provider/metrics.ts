import { defineMetrics, openSets } from 'glassgate/plugin-api';

export const providerMetrics = defineMetrics({
  circuit: {
    type: 'gauge',
    name: 'circuit',
    help: 'Circuit breaker of a provider: 0 closed, 1 half open, 2 open; the worst of its credentials.',
    unit: '–',
    moves: 'Read with every scrape.',
    labels: { provider: openSets.providers },
  },
  inFlight: {
    type: 'gauge',
    name: 'requests_in_flight',
    help: 'Requests that wait for a provider or are being answered by it.',
    unit: 'requests',
    moves: 'Read with every scrape.',
    labels: { provider: openSets.providers },
  },
  retries: {
    type: 'counter',
    name: 'retries_total',
    help: 'Requests that a provider never heard of, by what became of them: sent again, or given up for lack of budget.',
    unit: 'requests',
    moves: 'When an attempt has failed before anything was sent.',
    labels: { outcome: ['again', 'elsewhere', 'no_budget'] },
  },
});
