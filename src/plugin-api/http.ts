import type { Request, RequestHandler, Response, Router } from 'express';
import type { GlassgateError } from './error.ts';

/** What the core knows of an HTTP request before any plugin sees it. */
export interface HttpRequest {
  /** From `X-Request-Id` when that is a sane value, else a new UUID. */
  readonly requestId: string;
  /** `performance.now()` when the request arrived. */
  readonly arrivedAt: number;
  /** Aborts with CLIENT_CANCELED when the client goes away before its answer is complete. */
  readonly signal: AbortSignal;
  /** Names the request in the log, the server span and the answer's `X-Request-Id`. */
  rename(requestId: string): void;
  /** Called once, when the answer has left or the connection is gone. */
  onEnd(callback: () => void): void;
  /** The code of the error answered, for the server span and `http_server_request_duration_seconds`. */
  failed(code: string): void;
}

/** Given to `routes` so that a plugin needs no HTTP framework of its own. */
export interface HttpTools {
  /** Parses a JSON body of at most `limitBytes`; anything else is INVALID_REQUEST or PAYLOAD_TOO_LARGE. */
  jsonBody(options: { readonly limitBytes: number }): RequestHandler;
  of(req: Request): HttpRequest;
  /** Whatever an error handler of a router was given, as a GlassgateError. */
  errorOf(cause: unknown): GlassgateError;
}

/** Mounts the routes of a plugin, with full paths. An async handler may throw a GlassgateError. */
export type Routes = (router: Router, http: HttpTools) => void;

export type { Request, Response, Router };
