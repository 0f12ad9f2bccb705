import { createExchange, type ExchangeHandle, type ExchangeOptions } from '../exchange/create-exchange.ts';
import type { ExchangeResult } from '../exchange/probe.ts';
import type { Container, ExchangeEvent, Timeouts } from '../plugin-api/exchange.ts';

export interface TestExchange extends ExchangeHandle, AsyncDisposable {
  /** What observers would have been told. */
  readonly events: readonly ExchangeEvent[];
  /** What the telemetry would have been told. */
  readonly results: readonly ExchangeResult[];
}

export interface TestExchangeOptions extends Partial<Pick<ExchangeOptions, 'beforeSend' | 'maxReplyBytes'>> {
  /** Trace headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The real exchange, with nothing behind it but a list of what happened. */
export function openExchange(options: TestExchangeOptions = {}): TestExchange {
  const { headers = {}, beforeSend = () => Promise.resolve(), ...rest } = options;
  const events: ExchangeEvent[] = [];
  const results: ExchangeResult[] = [];
  const handle = createExchange({
    ...rest,
    beforeSend,
    notify: (event) => events.push(event),
    instruments: {
      exchange: () => ({
        traceId: 'trace-1',
        spanId: 'span-1',
        headers,
        end: (result) => results.push(result),
      }),
    },
  });
  return { ...handle, events, results, [Symbol.asyncDispose]: handle.close };
}

/** A container as the exchange needs it, with limits that no test reaches by accident. */
export function makeContainer(baseUrl: string, timeouts: Partial<Timeouts> = {}): Container {
  return { id: 'c1', baseUrl, timeouts: { connectMs: 5_000, readMs: 10_000, totalMs: 20_000, ...timeouts } };
}
