import type { ExchangeRequest, TransportFailure } from '../plugin-api/exchange.ts';

export interface ExchangeResult {
  readonly status: number | null;
  readonly failure: TransportFailure | 'canceled' | null;
  readonly durationMs: number;
}

/** Watches one exchange with a worker. */
export interface ExchangeProbe {
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  readonly isSampled?: boolean;
  /** Trace context for the worker: `traceparent` and, if any, `tracestate`. */
  readonly headers: Readonly<Record<string, string>>;
  end(result: ExchangeResult): void;
}

/** What the exchange tells the telemetry. */
export interface ExchangeInstruments {
  exchange(request: ExchangeRequest, url: string): ExchangeProbe;
}
