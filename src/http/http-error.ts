import { GlassgateError } from '../plugin-api/error.ts';

interface BodyParserError extends Error {
  readonly status: number;
  readonly type?: string;
  readonly limit?: number;
}

/** Any value that reached Express's error handler, as one of our errors. */
export function asHttpError(cause: unknown): GlassgateError {
  if (GlassgateError.is(cause)) return cause;
  if (!isClientMistake(cause)) return GlassgateError.from(cause);
  if (cause.type === 'entity.too.large') {
    return new GlassgateError('PAYLOAD_TOO_LARGE', `The body is larger than ${cause.limit} bytes.`, {
      cause,
      details: { limit_bytes: cause.limit },
    });
  }
  if (cause.type === 'request.aborted') {
    return new GlassgateError('CLIENT_CANCELED', 'The client went away while sending its body.', { cause });
  }
  if (cause.type === 'entity.parse.failed') {
    return new GlassgateError('INVALID_REQUEST', 'The body is not valid JSON.', { cause });
  }
  return new GlassgateError('INVALID_REQUEST', 'The request cannot be read.', { cause });
}

// Express and body-parser mark what the client did wrong with a 4xx status.
function isClientMistake(cause: unknown): cause is BodyParserError {
  if (!(cause instanceof Error) || !('status' in cause)) return false;
  return typeof cause.status === 'number' && cause.status >= 400 && cause.status < 500;
}
