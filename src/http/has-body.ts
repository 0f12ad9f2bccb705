import type { IncomingMessage } from 'node:http';

/** The request brings a body, read or not. */
export function hasBody({ headers }: IncomingMessage): boolean {
  if (headers['transfer-encoding'] !== undefined) return true;
  return Number(headers['content-length'] ?? 0) > 0;
}

/** A part of the request's body has not arrived yet. */
export function isArriving(req: IncomingMessage): boolean {
  return !req.complete && hasBody(req);
}
