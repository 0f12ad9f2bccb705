import { errors } from 'undici';
import { GlassgateError } from '../plugin-api/error.ts';
import type { Container, Timeouts, TransportFailure } from '../plugin-api/exchange.ts';

const byCode: Readonly<Record<string, TransportFailure>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  UND_ERR_CONNECT_TIMEOUT: 'connect_timeout',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'broken_body',
  UND_ERR_HEADERS_OVERFLOW: 'broken_body',
};

/** Names what went wrong below HTTP. */
export function failureOf(error: unknown, progress: { readonly hasStatus: boolean }): TransportFailure {
  if (error instanceof errors.HTTPParserError) return 'broken_body';
  const code = codeOf(error);
  if (code === undefined) return 'other';
  // The other side ended an answer that it had begun, without a reset.
  if (code === 'UND_ERR_SOCKET' && progress.hasStatus) return 'broken_body';
  return byCode[code] ?? 'other';
}

/** A host name with several addresses fails with one error per address. */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? codeOf(error.errors[0]) : undefined;
}

export interface FailureContext {
  readonly container: Container;
  readonly limits: Timeouts;
  readonly maxReplyBytes: number;
  readonly cause: unknown;
}

/** The error of a failed exchange. Its sentence names no address, which may carry credentials. */
export function transportError(failure: TransportFailure, context: FailureContext): GlassgateError {
  const { container, cause } = context;
  return new GlassgateError('UPSTREAM_ERROR', `Container '${container.id}' ${sentence(failure, context)}`, {
    cause,
    details: { container_id: container.id, transport: failure },
  });
}

function sentence(failure: TransportFailure, { limits, maxReplyBytes }: FailureContext): string {
  switch (failure) {
    case 'refused':
      return 'refused the connection.';
    case 'reset':
      return 'closed the connection before its answer was complete.';
    case 'dns':
      return 'has a host name that cannot be resolved.';
    case 'connect_timeout':
      return `accepted no connection within ${limits.connectMs} ms.`;
    case 'read_timeout':
      return `was silent for ${limits.readMs} ms.`;
    case 'total_timeout':
      return `gave no complete answer within ${limits.totalMs} ms.`;
    case 'broken_body':
      return 'sent an answer that is incomplete or no HTTP.';
    case 'body_too_large':
      return `sent more than ${maxReplyBytes} bytes.`;
    case 'other':
      return 'could not be reached.';
  }
}
