import type { IncomingMessage } from 'node:http';

export interface HttpResult {
  /** Route template such as `/v1/jobs/:id`; undefined when no route matched. */
  readonly route: string | undefined;
  /** Status sent; undefined when the client left before one was. */
  readonly status: number | undefined;
  /** Error code answered, if any. */
  readonly code: string | undefined;
  readonly requestId: string;
  readonly durationMs: number;
  /** Sizes of the bodies, where their headers say them. */
  readonly requestBytes?: number | undefined;
  readonly responseBytes?: number | undefined;
}

/** Watches one HTTP request to the gateway. */
export interface HttpProbe {
  /** Of the server span, 32 hex digits; undefined where there is none. */
  readonly traceId?: string | undefined;
  /** Run `body` with the server span active; lines written meanwhile have the id that the request has then. */
  within<T>(body: () => T, ids: { readonly requestId: string }): T;
  end(result: HttpResult): void;
}

/** What the HTTP layer tells the telemetry. */
export interface HttpInstruments {
  /** `clientAddress` is where it comes from, as far as the proxies in between are trusted. */
  request(req: IncomingMessage, clientAddress: string | undefined): HttpProbe;
  /** What `/metrics` answers to a client with this header Accept: OpenMetrics or the text format. */
  exposition(accept?: string): Promise<{ readonly contentType: string; readonly text: string }>;
}
