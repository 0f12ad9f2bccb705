import type { GlassgateError } from '../plugin-api/error.ts';

/** The answer of every route that has no envelope of its own, and of what never reached a route. */
export function shortEnvelope({ code, message, details }: GlassgateError, requestId: string): object {
  return { ok: false, error: { code, message, details }, meta: { request_id: requestId } };
}
