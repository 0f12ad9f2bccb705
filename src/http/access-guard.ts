import type { Request, RequestHandler, Response } from 'express';
import type { Authenticator, GuardedRole, Principal, Role } from '../plugin-api/access.ts';
import { GlassgateError } from '../plugin-api/error.ts';
import { asHttpError } from './http-error.ts';
import type { RequestScopes } from './request-scopes.ts';

interface GuardOptions {
  readonly authenticator: Authenticator | undefined;
  readonly scopes: RequestScopes;
}

/** The first handler of every route: lets only those pass who may call it. */
export function accessGuard(access: Role, { authenticator, scopes }: GuardOptions): RequestHandler {
  if (access === 'public' || authenticator === undefined) return (_req, _res, next) => next();
  return (req, res, next) => {
    if (authenticator.guards(access)) {
      scopes.of(req).admitted(senderOf(req, res, { access, authenticator }));
    }
    next();
  };
}

interface Question {
  readonly access: GuardedRole;
  readonly authenticator: Authenticator;
}

function senderOf(req: Request, res: Response, { access, authenticator }: Question): Principal {
  try {
    const principal = authenticator.admit(access, req.headers.authorization);
    // A plugin in plain JavaScript may answer a promise, which proves nothing.
    if (typeof principal?.name === 'string') return principal;
  } catch (cause) {
    if (asHttpError(cause).code === 'UNAUTHORIZED') res.setHeader('WWW-Authenticate', 'Bearer');
    throw cause;
  }
  throw new GlassgateError('INTERNAL_ERROR', 'The authenticator did not say who sent this request.');
}
