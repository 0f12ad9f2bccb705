import { createHash } from 'node:crypto';
import { GlassgateError, type Idempotency, type SolveRequest } from 'glassgate/plugin-api';

const maxKeyChars = 255;

interface Sent {
  /** The header `Idempotency-Key`. */
  readonly header: string | undefined;
  /** `request_id` of the body. */
  readonly requestId: string | undefined;
}

/** The id that the client gave its request. The header is the request id where the body has none. */
export function sentRequestId({ header, requestId }: Sent): string | undefined {
  if (header === undefined) return requestId;
  if (header === '') throw refusal("'Idempotency-Key' is blank.");
  if (requestId === undefined || requestId === header) return header;
  throw refusal("'Idempotency-Key' and 'request_id' differ: one of them names the request.");
}

/** What makes a request idempotent; undefined when neither its header nor its options ask for it. */
export function idempotencyOf(
  request: SolveRequest,
  { key, isAskedFor }: { readonly key: string | undefined; readonly isAskedFor: boolean },
): Idempotency | undefined {
  if (!isAskedFor) return undefined;
  if (key === undefined) throw refusal("'options.idempotent' needs a 'request_id' or an 'Idempotency-Key'.");
  if (key.length > maxKeyChars) {
    throw refusal(`An idempotency key may have ${maxKeyChars} characters; this one has ${key.length}.`);
  }
  return { key, fingerprint: fingerprintOf(request) };
}

/** Equal for requests that ask for the same, however their bodies are written. */
function fingerprintOf({ waitSeconds: _patience, ...asked }: SolveRequest): string {
  const fields = Object.entries(asked).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(fields)))
    .digest('hex');
}

function refusal(message: string): GlassgateError {
  return new GlassgateError('INVALID_REQUEST', message);
}
