import type { Request, RequestHandler } from 'express';
import { GlassgateError } from '../plugin-api/error.ts';
import type { HttpInstruments } from './probe.ts';
import { RequestScope } from './request-scope.ts';

/** The requests that are being answered now. */
export class RequestScopes {
  readonly #byRequest = new WeakMap<Request, RequestScope>();
  readonly #open = new Set<RequestScope>();
  readonly #instruments: HttpInstruments;
  #isDraining = false;

  constructor(instruments: HttpInstruments) {
    this.#instruments = instruments;
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Middleware that opens a scope for each request, with its server span active. */
  readonly open: RequestHandler = (req, res, next) => {
    const probe = this.#instruments.request(req);
    const scope = new RequestScope(req, res, probe);
    this.#byRequest.set(req, scope);
    this.#open.add(scope);
    scope.onEnd(() => this.#open.delete(scope));
    if (this.#isDraining) {
      scope.closeAfterwards();
      throw new GlassgateError('SHUTTING_DOWN', 'This gateway is stopping and takes no new requests.');
    }
    probe.within(next);
  };

  of(req: Request): RequestScope {
    const scope = this.#byRequest.get(req);
    if (scope === undefined)
      throw new Error('A request reached a handler without passing the scope middleware.');
    return scope;
  }

  /** From now on refuse new requests and close each connection after its answer. */
  drain(): void {
    this.#isDraining = true;
    for (const scope of this.#open) scope.closeAfterwards();
  }

  abortAll(reason: GlassgateError): void {
    for (const scope of this.#open) scope.abort(reason);
  }
}
