import { EventEmitter } from 'node:events';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';

export interface OutgoingParts {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer | undefined;
}

/**
 * The request as http-proxy-middleware is to see it: our own headers and the body that was read already. The
 * client's request would bring its hop-by-hop headers, and a stream that has ended.
 */
export function standInRequest({ method, url, headers, body }: OutgoingParts): IncomingMessage {
  // All that hangs on a stream of `Readable.from` survives minor collections: each request then costs half as much again.
  const stream = new Readable({
    read() {
      if (body !== undefined) this.push(body);
      this.push(null);
    },
  });
  const request = Object.assign(stream, {
    method,
    url,
    headers,
    httpVersion: '1.1',
    httpVersionMajor: 1,
    // A reset of the provider counts as one of the client where the client's socket is not writable.
    socket: { writable: true },
  });
  // httpxy reads nothing else of a request.
  return request as unknown as IncomingMessage;
}

/**
 * The response as http-proxy-middleware is to see it. It would cut the client's connection when a provider stops
 * in the middle, where the client must be told; so it gets one that only says when all is over.
 */
export class StandInResponse extends EventEmitter {
  readonly headersSent = false;
  readonly finished = false;
  destroyed = false;
  writableFinished = false;

  /** What is still open to the provider is cut. */
  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.emit('close');
  }

  /** The answer is complete: the connection may be used again. */
  finish(): void {
    this.writableFinished = true;
    this.destroy();
  }

  asResponse(): ServerResponse {
    // With `selfHandleResponse` httpxy uses nothing but the members of this class.
    return this as unknown as ServerResponse;
  }
}
