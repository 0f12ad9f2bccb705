import type { ExchangeEvent, TransportFailure } from './exchange.ts';

/** The calls that a worker knows; any other path is `other`. */
export const operations = ['analyze', 'analyze_text', 'open', 'status', 'health', 'other'] as const;
export type Operation = (typeof operations)[number];

export const exchangeOutcomes = [
  'ok',
  'busy',
  'client_error',
  'server_error',
  'timeout',
  'transport',
  'canceled',
] as const;

/** How an exchange ended, as a closed set. */
export type ExchangeOutcome = (typeof exchangeOutcomes)[number];

const operationByPath: ReadonlyMap<string, Operation> = new Map(
  operations.filter((name) => name !== 'other').map((name) => [`/${name}`, name]),
);
const timeouts: ReadonlySet<TransportFailure> = new Set(['connect_timeout', 'read_timeout', 'total_timeout']);

/** What a worker is asked to do at this path, which may have a query. */
export function operationOf(path: string): Operation {
  const query = path.indexOf('?');
  return operationByPath.get(query === -1 ? path : path.slice(0, query)) ?? 'other';
}

export function exchangeOutcomeOf({
  status,
  failure,
}: Pick<ExchangeEvent, 'status' | 'failure'>): ExchangeOutcome {
  if (failure === 'canceled') return 'canceled';
  if (failure !== null) return timeouts.has(failure) ? 'timeout' : 'transport';
  if (status === null) return 'transport';
  // 423 is a worker's way to say that it did not execute the request.
  if (status === 423) return 'busy';
  if (status >= 500) return 'server_error';
  return status >= 400 ? 'client_error' : 'ok';
}
