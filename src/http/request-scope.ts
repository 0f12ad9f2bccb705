import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Principal } from '../plugin-api/access.ts';
import { GlassgateError } from '../plugin-api/error.ts';
import type { HttpRequest } from '../plugin-api/http.ts';
import type { HttpProbe } from './probe.ts';

const saneRequestId = /^[\w.:@/+=-]{1,128}$/;
const unsafeInHeader = /[^\x21-\x7e]/g;

/** One HTTP request, from its arrival to the end of its answer. */
export class RequestScope implements HttpRequest {
  readonly arrivedAt = performance.now();
  readonly #res: Response;
  readonly #controller = new AbortController();
  readonly #callbacks: (() => void)[] = [];
  #requestId: string;
  #principal: Principal | undefined;
  #code: string | undefined;
  #isOver = false;

  constructor(req: Request, res: Response, probe: HttpProbe) {
    this.#res = res;
    this.#requestId = requestIdOf(req);
    res.setHeader('X-Request-Id', this.#requestId);
    res.once('close', () => this.#end(req, probe));
  }

  get requestId(): string {
    return this.#requestId;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get principal(): Principal | undefined {
    return this.#principal;
  }

  /** The sender has shown who it is. */
  admitted(principal: Principal): void {
    this.#principal = principal;
  }

  rename(requestId: string): void {
    this.#requestId = requestId;
    if (this.#res.headersSent) return;
    // The client chose it: a line feed in a header would be an injection, so only the header is cleaned.
    this.#res.setHeader('X-Request-Id', requestId.slice(0, 128).replaceAll(unsafeInHeader, '_'));
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

  #end(req: Request, probe: HttpProbe): void {
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
      requestId: this.#requestId,
      durationMs: performance.now() - this.arrivedAt,
    });
  }
}

function requestIdOf(req: Request): string {
  const given = req.headers['x-request-id'];
  return typeof given === 'string' && saneRequestId.test(given) ? given : randomUUID();
}

function routeOf(req: Request): string | undefined {
  const path: unknown = req.route?.path;
  return typeof path === 'string' ? `${req.baseUrl}${path}` : undefined;
}
