import type { Request, Response } from 'express';
import type { Principal } from '../plugin-api/access.ts';
import { GlassgateError } from '../plugin-api/error.ts';
import type { HttpRequest } from '../plugin-api/http.ts';
import { orderedId } from '../plugin-api/ordered-id.ts';
import { isArriving } from './has-body.ts';
import type { HttpProbe } from './probe.ts';

const saneRequestId = /^[\w.:@/+=-]{1,128}$/;
const unsafeInHeader = /[^\x21-\x7e]/g;

export interface RequestScopeParts {
  readonly probe: HttpProbe;
  readonly clientAddress: string | undefined;
  /** What the request is called that a client has given this id. */
  readonly idOf: (requestId: string) => string;
}

/** One HTTP request, from its arrival to the end of its answer. */
export class RequestScope implements HttpRequest {
  readonly arrivedAt = performance.now();
  readonly traceId: string | undefined;
  readonly clientAddress: string | undefined;
  /**
   * What lines of its log have. Idle connections remember the context in which they were used last, so what is put
   * there must not hold the request.
   */
  readonly ids: { requestId: string };
  readonly #req: Request;
  readonly #res: Response;
  readonly #controller = new AbortController();
  readonly #callbacks: (() => void)[] = [];
  readonly #idOf: (requestId: string) => string;
  #principal: Principal | undefined;
  #code: string | undefined;
  #isOver = false;

  constructor(req: Request, res: Response, { probe, clientAddress, idOf }: RequestScopeParts) {
    this.#req = req;
    this.#res = res;
    this.#idOf = idOf;
    this.traceId = probe.traceId;
    this.clientAddress = clientAddress;
    this.ids = { requestId: idOf(requestIdOf(req)) };
    res.setHeader('X-Request-Id', this.requestId);
    res.once('close', () => this.#end(probe));
  }

  get requestId(): string {
    return this.ids.requestId;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get principal(): Principal | undefined {
    return this.#principal;
  }

  /** A part of its body is still to come. */
  get isArriving(): boolean {
    return isArriving(this.#req);
  }

  /** The sender has shown who it is. */
  admitted(principal: Principal): void {
    this.#principal = principal;
  }

  rename(requestId: string): void {
    this.ids.requestId = this.#idOf(requestId);
    if (this.#res.headersSent) return;
    // The client chose it: a line feed in a header would be an injection, so only the header is cleaned.
    this.#res.setHeader('X-Request-Id', this.requestId.slice(0, 128).replaceAll(unsafeInHeader, '_'));
  }

  onEnd(callback: () => void): void {
    // The client may have left while the answer was being made.
    if (this.#isOver) callback();
    else this.#callbacks.push(callback);
  }

  failed(code: string): void {
    this.#code = code;
  }

  abort(reason: GlassgateError): void {
    this.#controller.abort(reason);
  }

  /** Have the connection closed after this answer. */
  closeAfterwards(): void {
    if (!this.#res.headersSent) this.#res.setHeader('Connection', 'close');
  }

  #end(probe: HttpProbe): void {
    const req = this.#req;
    const res = this.#res;
    if (!res.writableFinished) {
      this.#code ??= 'CLIENT_CANCELED';
      this.abort(
        new GlassgateError('CLIENT_CANCELED', 'The client went away before its answer was complete.'),
      );
    }
    this.#isOver = true;
    for (const callback of this.#callbacks) callback();
    probe.end({
      route: routeOf(req),
      status: res.headersSent ? res.statusCode : undefined,
      code: this.#code,
      requestId: this.requestId,
      durationMs: performance.now() - this.arrivedAt,
      requestBytes: sizeOf(req.headers['content-length']),
      responseBytes: res.headersSent ? sizeOf(res.getHeader('content-length')) : undefined,
    });
  }
}

function requestIdOf(req: Request): string {
  const given = req.headers['x-request-id'];
  return typeof given === 'string' && saneRequestId.test(given) ? given : orderedId();
}

function sizeOf(contentLength: unknown): number | undefined {
  if (contentLength === undefined) return undefined;
  const bytes = Number(contentLength);
  return Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : undefined;
}

function routeOf(req: Request): string | undefined {
  const path: unknown = req.route?.path;
  return typeof path === 'string' ? `${req.baseUrl}${path}` : undefined;
}
