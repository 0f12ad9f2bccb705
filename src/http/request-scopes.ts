import type { IncomingMessage } from 'node:http';
import type { Request, RequestHandler } from 'express';
import { Attachment } from '../plugin-api/attachment.ts';
import { GlassgateError } from '../plugin-api/error.ts';
import { TransientMap } from '../plugin-api/transient-map.ts';
import { clientAddressOf } from './client-address.ts';
import { hasBody } from './has-body.ts';
import type { HttpLimits } from './http-limits.ts';
import { type Lingering, lingerAfter } from './lingering-close.ts';
import type { HttpInstruments } from './probe.ts';
import { RequestScope } from './request-scope.ts';

const farewellMs = 1_000;

export interface RequestScopesOptions {
  readonly limits: HttpLimits;
  /** What a request is called that a client has given this id: secrets are no ids. */
  readonly idOf: (requestId: string) => string;
}

/** The requests that are being answered now. */
export class RequestScopes {
  readonly #byRequest = new Attachment<IncomingMessage, RequestScope>();
  readonly #open = new TransientMap<number, RequestScope>();
  #opened = 0;
  readonly #instruments: HttpInstruments;
  readonly #limits: HttpLimits;
  readonly #idOf: (requestId: string) => string;
  #isDraining = false;

  constructor(instruments: HttpInstruments, { limits, idOf }: RequestScopesOptions) {
    this.#instruments = instruments;
    this.#limits = limits;
    this.#idOf = idOf;
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Middleware that opens a scope for each request, with its server span active. */
  readonly open: RequestHandler = (req, res, next) => {
    const clientAddress = clientAddressOf(req);
    const probe = this.#instruments.request(req, clientAddress);
    const scope = new RequestScope(req, res, { probe, clientAddress, idOf: this.#idOf });
    this.#byRequest.set(req, scope);
    this.#opened += 1;
    const number = this.#opened;
    this.#open.set(number, scope);
    scope.onEnd(() => this.#open.delete(number));
    if (hasBody(req)) lingerAfter(req, res, () => this.#lingering(scope));
    if (this.#isDraining) {
      scope.closeAfterwards();
      throw new GlassgateError('SHUTTING_DOWN', 'This gateway is stopping and takes no new requests.');
    }
    probe.within(next, scope.ids);
  };

  /** Undefined for a request that came to no handler. */
  find(req: IncomingMessage): RequestScope | undefined {
    return this.#byRequest.of(req);
  }

  of(req: Request): RequestScope {
    const scope = this.find(req);
    if (scope === undefined)
      throw new Error('A request reached a handler without passing the scope middleware.');
    return scope;
  }

  /** From now on refuse new requests and close each connection after its answer. */
  drain(): void {
    this.#isDraining = true;
    for (const scope of this.#open.values()) scope.closeAfterwards();
  }

  abortAll(reason: GlassgateError): void {
    for (const scope of this.#open.values()) scope.abort(reason);
  }

  /** Give up the requests whose body is not there yet. */
  abortArriving(reason: GlassgateError): void {
    for (const scope of this.#open.values()) if (scope.isArriving) scope.abort(reason);
  }

  #lingering({ signal }: RequestScope): Lingering {
    const { lingerBytes: bytes, lingerMs: ms, lingerIdleMs: idleMs } = this.#limits;
    if (!signal.aborted && !this.#isDraining) return { bytes, ms, idleMs, signal };
    // A stop does not wait for bytes that nobody wants, but the answer needs a moment.
    return { bytes, ms: Math.min(ms, farewellMs), idleMs, signal };
  }
}
