import type { Request, RequestHandler, Response } from 'express';
import type { Authenticator, GuardedRole, Principal, Role } from '../plugin-api/access.ts';
import { GlassgateError } from '../plugin-api/error.ts';
import { asHttpError } from './http-error.ts';
import type { ManagementRequests } from './management-requests.ts';
import type { RequestScopes } from './request-scopes.ts';

interface GuardOptions {
  readonly authenticator: Authenticator | undefined;
  readonly scopes: RequestScopes;
  /** Where operators have an address of their own: the routes for them are there only. */
  readonly management?: ManagementRequests | undefined;
}

/** The first handler of every route: lets only those pass who may call it. */
export function accessGuard(access: Role, options: GuardOptions): RequestHandler {
  const { authenticator, scopes } = options;
  if (access === 'public') return (_req, _res, next) => next();
  const management = access === 'operator' ? options.management : undefined;
  return (req, res, next) => {
    if (management?.has(req) === false) throw elsewhere();
    if (authenticator?.guards(access)) {
      const scope = scopes.of(req);
      const { clientAddress } = scope;
      scope.admitted(senderOf(req, res, { access, authenticator, clientAddress }));
    }
    next();
  };
}

function elsewhere(): GlassgateError {
  return new GlassgateError('NOT_FOUND', "The routes for operators are at the address of 'management.port'.");
}

interface Question {
  readonly access: GuardedRole;
  readonly authenticator: Authenticator;
  readonly clientAddress: string | undefined;
}

function senderOf(req: Request, res: Response, question: Question): Principal {
  const { access, authenticator, clientAddress } = question;
  try {
    const principal = authenticator.admit(access, req.headers.authorization, clientAddress);
    // A plugin in plain JavaScript may answer a promise, which proves nothing.
    if (typeof principal?.name === 'string') return principal;
  } catch (cause) {
    const { code, details } = asHttpError(cause);
    if (code === 'UNAUTHORIZED') res.setHeader('WWW-Authenticate', 'Bearer');
    const seconds = details['retry_after_seconds'];
    if (code === 'RATE_LIMITED' && seconds !== undefined) res.setHeader('Retry-After', String(seconds));
    throw cause;
  }
  throw new GlassgateError('INTERNAL_ERROR', 'The authenticator did not say who sent this request.');
}
