import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { GlassgateError } from '../plugin-api/error.ts';
import { asHttpError } from './http-error.ts';
import type { RequestScopes } from './request-scopes.ts';

/** The one place where an error that no plugin answered becomes a response. */
export function errorHandler(scopes: RequestScopes, log: Logger): ErrorRequestHandler {
  // Express tells an error handler from a plain one by its four parameters.
  return (cause, req, res, _next) => {
    const error = asHttpError(cause);
    const scope = scopes.of(req);
    scope.failed(error.code);
    const line = { code: error.code, request_id: scope.requestId, method: req.method };
    if (error.kind === 'internal') log.error({ ...line, err: cause }, 'request failed');
    else log.debug(line, 'request refused');
    if (res.headersSent || res.destroyed) {
      res.destroy();
      return;
    }
    const { code, message, details } = error;
    // What is left of a refused body is not worth reading; without this the connection would wait for it.
    if (!req.complete) res.setHeader('Connection', 'close');
    res
      .status(error.status)
      .json({ ok: false, error: { code, message, details }, meta: { request_id: scope.requestId } });
  };
}

export const unknownRoute: RequestHandler = (req) => {
  throw new GlassgateError('NOT_FOUND', `There is no route ${req.method} ${req.path.slice(0, 200)}.`);
};
