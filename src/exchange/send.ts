import type { Timeouts } from '../plugin-api/exchange.ts';
import { onCancel, type Signals } from './cancellation.ts';
import { ExchangeClock } from './exchange-clock.ts';
import type { Route } from './pool-per-container.ts';
import { type Arrival, type Outcome, ReplyCollector } from './reply-collector.ts';
import { failureOf } from './transport-failure.ts';

export interface Message {
  readonly route: Route;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Record<string, string>;
  /** JSON text. */
  readonly body: string | undefined;
  readonly limits: Timeouts;
  readonly maxReplyBytes: number;
  readonly signals: Signals;
  /** Does something in the context of no request. */
  readonly ofNobody: <T>(task: () => T) => T;
}

/** How a message ended, and what came back of it. */
export interface Sent {
  readonly outcome: Outcome;
  readonly arrival: Arrival;
}

/**
 * Send one message and read the answer. Never rejects: what went wrong is an outcome. undici hands the whole
 * body to the socket in one piece, so a slow upload counts as silence.
 */
export function send(message: Message): Promise<Sent> {
  const { route, method, path, headers, body = null, limits, maxReplyBytes, signals, ofNobody } = message;
  return new Promise((resolve) => {
    const collector = new ReplyCollector({
      maxReplyBytes,
      connected: () => clock.connected(),
      active: () => clock.active(),
      ended: (outcome, arrival) => {
        clock.stop();
        stopListening();
        resolve({ outcome, arrival });
      },
    });
    const clock = new ExchangeClock(limits, (failure) => {
      collector.stop({ kind: 'failed', failure, cause: undefined });
    });
    const stopListening = onCancel(signals, (reason) => collector.stop({ kind: 'canceled', reason }));
    try {
      // An idle connection keeps the context in which it was used last, and with it a whole request in memory.
      ofNobody(() => route.pool.dispatch({ method, path: route.prefix + path, headers, body }, collector));
    } catch (cause) {
      // Most mistakes reach the collector; one that is thrown instead would leave the clock running for ever.
      collector.stop({ kind: 'failed', failure: failureOf(cause, { hasStatus: false }), cause });
    }
  });
}
