import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { Principal, Role } from './access.ts';
import type { GlassgateError } from './error.ts';

/** What the core knows of an HTTP request before any plugin sees it. */
export interface HttpRequest {
  /** From `X-Request-Id` when that is a sane value, else a new UUID. */
  readonly requestId: string;
  /** Trace id of the request, 32 hex digits; undefined without a span. */
  readonly traceId?: string | undefined;
  /** Where it comes from, as far as `http.trust_proxy` lets proxies say so. */
  readonly clientAddress?: string | undefined;
  /** `performance.now()` when the request arrived. */
  readonly arrivedAt: number;
  /** Aborts with CLIENT_CANCELED when the client goes away before its answer is complete. */
  readonly signal: AbortSignal;
  /** Who sent it; undefined on a route that asks nobody. */
  readonly principal: Principal | undefined;
  /**
   * Names the request in the log, the server span and the answer's `X-Request-Id`. An id that holds a secret
   * becomes `***-` and a hash: `requestId` is what the request is called afterwards.
   */
  rename(requestId: string): void;
  /** Called once, when the answer has left or the connection is gone; at once when that is so already. */
  onEnd(callback: () => void): void;
  /** The code of the error answered, for the server span and `http_server_request_duration_seconds`. */
  failed(code: string): void;
}

/** How much structure a JSON body may have: it is structure, not bytes, that makes parsing slow. */
export interface JsonStructure {
  readonly values: number;
  readonly depth: number;
  /** Bytes outside of strings: digits, white space, punctuation. */
  readonly bareBytes: number;
}

export interface JsonBodyOptions {
  readonly limitBytes: number;
  /** In place of the usual limits. */
  readonly structure?: Partial<JsonStructure>;
  /** Keep the bytes for `bytesOf`. */
  readonly keepBytes?: boolean;
}

export interface ErrorShape {
  /** Is it one of the paths? */
  has(path: string): boolean;
  /** Nothing was answered yet. */
  answer(error: GlassgateError, exchange: { readonly req: Request; readonly res: Response }): void;
}

/** Given to `routes` so that a plugin needs no HTTP framework of its own. */
export interface HttpTools {
  /**
   * Parses a JSON body of at most `limitBytes`. Anything else is PAYLOAD_TOO_LARGE, INVALID_REQUEST (no JSON, or
   * too much structure), REQUEST_TIMEOUT or OVERLOADED, which sets the header `Retry-After`.
   */
  jsonBody(options: JsonBodyOptions): RequestHandler;
  /** The bytes of a body that `jsonBody` was told to keep, after its `Content-Encoding`. */
  bytesOf(req: Request): Buffer | undefined;
  of(req: Request): HttpRequest;
  /**
   * Answer errors of these paths that no route saw, a stop or a wrong method, in another shape than the short
   * envelope.
   */
  shapeErrors(shape: ErrorShape): void;
  /** Whatever an error handler of a router was given, as a GlassgateError. */
  errorOf(cause: unknown): GlassgateError;
}

export interface RouteOptions {
  /** Who may call the route. Nothing is open by default: the boot fails when it is missing. */
  readonly access: Role;
  /** What the route is for, in a few words. */
  readonly summary: string;
}

/** The parameters of a path: `/v1/jobs/:id` has an `id`. */
export type PathParams<Path extends string> = string extends Path
  ? Readonly<Record<string, string>>
  : Path extends `${string}:${infer Name}/${infer Rest}`
    ? { readonly [K in Name]: string } & PathParams<`/${Rest}`>
    : Path extends `${string}:${infer Name}`
      ? { readonly [K in Name]: string }
      : Readonly<Record<never, string>>;

/** Mounts one route. Handlers run in order; one with four parameters is given what those before it throw. */
export interface MountRoute {
  <const Path extends string>(
    path: Path,
    options: RouteOptions,
    ...handlers: readonly RequestHandler<PathParams<Path>>[]
  ): void;
  <const Path extends string>(
    path: Path,
    options: RouteOptions,
    ...handlers: readonly (RequestHandler<PathParams<Path>> | ErrorRequestHandler<PathParams<Path>>)[]
  ): void;
}

/** Where a plugin mounts its routes. There is no way to mount one without saying who may call it. */
export interface RouteTable {
  readonly get: MountRoute;
  readonly post: MountRoute;
  readonly put: MountRoute;
  readonly patch: MountRoute;
  readonly delete: MountRoute;
}

/** Mounts the routes of a plugin, with full paths. An async handler may throw a GlassgateError. */
export type Routes = (routes: RouteTable, http: HttpTools) => void;

export type { Request, Response };
