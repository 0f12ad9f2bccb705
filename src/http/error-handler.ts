import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import type { ErrorShape } from '../plugin-api/http.ts';
import { asHttpError } from './http-error.ts';
import type { RequestScopes } from './request-scopes.ts';
import { shortEnvelope } from './short-envelope.ts';

export interface ErrorHandlerParts {
  readonly scopes: RequestScopes;
  readonly log: Logger;
  /** What plugins say of their paths. */
  readonly shapes: readonly ErrorShape[];
}

/** The one place where an error that no plugin answered becomes a response. */
export function errorHandler({ scopes, log, shapes }: ErrorHandlerParts): ErrorRequestHandler {
  // Express tells an error handler from a plain one by its four parameters.
  return (cause, req, res, _next) => {
    const error = asHttpError(cause);
    const scope = scopes.of(req);
    scope.failed(error.code);
    const line = { code: error.code, request_id: scope.requestId, method: req.method };
    if (error.kind === 'internal')
      log.error({ event: 'request.failed', ...line, err: cause }, 'request failed');
    else log.debug({ event: 'request.refused', ...line }, 'request refused');
    if (res.headersSent || res.destroyed) {
      res.destroy();
      return;
    }
    const shape = shapes.find((one) => one.has(req.path));
    if (shape === undefined) res.status(error.status).json(shortEnvelope(error, scope.requestId));
    else shape.answer(error, { req, res });
  };
}
