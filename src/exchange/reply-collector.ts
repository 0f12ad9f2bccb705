import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { GlassgateError } from '../plugin-api/error.ts';
import type { TransportFailure } from '../plugin-api/exchange.ts';
import { failureOf } from './transport-failure.ts';

/** How an exchange ended. */
export type Outcome =
  | { readonly kind: 'reply'; readonly status: number; readonly bytes: Buffer }
  | { readonly kind: 'failed'; readonly failure: TransportFailure; readonly cause: unknown }
  | { readonly kind: 'canceled'; readonly reason: GlassgateError };

/** What came of an answer, also when it did not come whole. */
export interface Arrival {
  /** As `performance.now()` counts; undefined when nothing came. */
  readonly firstByteAt: number | undefined;
  /** Of the body. */
  readonly bytes: number;
}

export interface CollectorOptions {
  readonly maxReplyBytes: number;
  /** The request has a connection. */
  readonly connected: () => void;
  /** Something arrived; says when. */
  readonly active: () => number;
  /** Told exactly once. */
  readonly ended: (outcome: Outcome, arrival: Arrival) => void;
}

/** Reads one answer whole, and destroys its connection when it must end early. */
export class ReplyCollector implements Dispatcher.DispatchHandler {
  readonly #options: CollectorOptions;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #firstByteAt: number | undefined;
  #status: number | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #hasEnded = false;

  constructor(options: CollectorOptions) {
    this.#options = options;
  }

  /** End the exchange now. The connection is not used again. */
  stop(outcome: Outcome): void {
    if (this.#hasEnded) return;
    this.#end(outcome);
    this.#controller?.abort(new Error('The exchange was stopped.'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Stopped while it was waiting for a connection: nothing may be sent.
    if (this.#hasEnded) {
      controller.abort(new Error('The exchange was stopped.'));
      return;
    }
    this.#controller = controller;
    this.#options.connected();
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.#status = status;
    this.#firstByteAt = this.#options.active();
    if (Number(headers['content-length']) > this.#options.maxReplyBytes) this.#tooLarge();
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#options.active();
    this.#bytes += chunk.length;
    if (this.#bytes > this.#options.maxReplyBytes) this.#tooLarge();
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#hasEnded || this.#status === undefined) return;
    this.#end({ kind: 'reply', status: this.#status, bytes: this.#bytesOfAll() });
  }

  onResponseError(_: Dispatcher.DispatchController, cause: Error): void {
    if (this.#hasEnded) return;
    const failure = failureOf(cause, { hasStatus: this.#status !== undefined });
    this.#end({ kind: 'failed', failure, cause });
  }

  #tooLarge(): void {
    this.stop({ kind: 'failed', failure: 'body_too_large', cause: undefined });
  }

  #bytesOfAll(): Buffer {
    const [only] = this.#chunks;
    return only !== undefined && this.#chunks.length === 1 ? only : Buffer.concat(this.#chunks, this.#bytes);
  }

  #end(outcome: Outcome): void {
    this.#hasEnded = true;
    this.#options.ended(outcome, { firstByteAt: this.#firstByteAt, bytes: this.#bytes });
    this.#chunks.length = 0;
  }
}
