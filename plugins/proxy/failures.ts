import { GlassgateError, type LlmReason, type TransportFailure } from 'glassgate/plugin-api';

const byCode: Readonly<Record<string, TransportFailure>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ETIMEDOUT: 'connect_timeout',
};

export interface Failing {
  readonly providerId: string;
  /** A connection was there, so the provider may have heard of the request. */
  readonly isConnected: boolean;
  readonly cause?: unknown;
}

const sentences: Readonly<Record<LlmReason, string>> = {
  model_not_found: 'has no such model.',
  provider_not_configured: 'has no key configured.',
  upstream_unavailable: 'is not available.',
  upstream_connect_failed: 'cannot be reached.',
  upstream_protocol_error: 'closed the connection, or sent something that is no answer.',
  upstream_timeout: 'did not answer in time.',
};

/** The error of a request that got no answer. Its sentence names no address. */
export function upstreamError(
  reason: LlmReason,
  { providerId, isConnected, cause }: Failing,
): GlassgateError {
  return new GlassgateError('UPSTREAM_ERROR', `Provider '${providerId}' ${sentences[reason]}`, {
    cause,
    details: {
      provider_id: providerId,
      reason,
      transport: reason === 'upstream_timeout' ? timeoutOf(isConnected) : transportOf(cause),
      sent: isConnected,
    },
  });
}

/** What the error of a connection means. */
export function failureOf(failing: Failing): GlassgateError {
  if (!failing.isConnected) return upstreamError('upstream_connect_failed', failing);
  return upstreamError('upstream_protocol_error', failing);
}

function timeoutOf(isConnected: boolean): TransportFailure {
  return isConnected ? 'read_timeout' : 'connect_timeout';
}

/** A host name with several addresses fails with one error per address. */
function transportOf(cause: unknown): TransportFailure {
  if (typeof cause !== 'object' || cause === null) return 'other';
  if ('code' in cause && typeof cause.code === 'string') {
    if (cause.code.startsWith('HPE_')) return 'broken_body';
    return byCode[cause.code] ?? 'other';
  }
  return cause instanceof AggregateError ? transportOf(cause.errors[0]) : 'other';
}
