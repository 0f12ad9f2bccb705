import type { ErrorCode, GlassgateError } from 'glassgate/plugin-api';

export interface OpenaiError {
  readonly status: number;
  readonly code: string;
  readonly type:
    | 'invalid_request_error'
    | 'authentication_error'
    | 'permission_error'
    | 'rate_limit_error'
    | 'overloaded_error'
    | 'timeout_error'
    | 'api_error';
}

const invalid = { status: 400, code: 'invalid_request', type: 'invalid_request_error' } as const;
const overloaded = (code: string) => ({ status: 503, code, type: 'overloaded_error' }) as const;

/** What each reason in `details.reason` is called, whatever the code of the error is. */
export const byReason: Readonly<Record<string, OpenaiError>> = {
  invalid_json: { ...invalid, code: 'invalid_json' },
  model_not_found: { ...invalid, status: 404, code: 'model_not_found' },
  low_priority_timeout: { status: 429, code: 'low_priority_timeout', type: 'rate_limit_error' },
  queue_timeout: { status: 429, code: 'queue_timeout', type: 'rate_limit_error' },
  provider_not_configured: { status: 503, code: 'provider_not_configured', type: 'api_error' },
  upstream_connect_failed: { status: 502, code: 'upstream_connect_failed', type: 'api_error' },
  upstream_protocol_error: { status: 502, code: 'upstream_protocol_error', type: 'api_error' },
  upstream_timeout: { status: 504, code: 'upstream_timeout', type: 'timeout_error' },
  upstream_unavailable: { status: 503, code: 'upstream_unavailable', type: 'api_error' },
};

/** What each code is called where no reason says more. Others keep their status, and their name in lower case. */
export const byCode: Partial<Record<ErrorCode, OpenaiError>> = {
  INVALID_REQUEST: invalid,
  UNAUTHORIZED: { status: 401, code: 'invalid_api_key', type: 'authentication_error' },
  FORBIDDEN: { status: 403, code: 'permission_denied', type: 'permission_error' },
  PAYLOAD_TOO_LARGE: { ...invalid, status: 413, code: 'body_too_large' },
  QUEUE_FULL: overloaded('queue_full'),
  QUEUE_EVICTED: overloaded('queue_evicted'),
  QUEUE_TIMEOUT: { status: 429, code: 'queue_timeout', type: 'rate_limit_error' },
  SHUTTING_DOWN: overloaded('shutting_down'),
  DEADLINE_EXCEEDED: { status: 504, code: 'upstream_timeout', type: 'timeout_error' },
};

/** An error of ours as clients of the OpenAI API know errors. */
export function openaiErrorOf({ code, status, kind, details }: GlassgateError): OpenaiError {
  const { reason } = details;
  const known =
    typeof reason === 'string' && Object.hasOwn(byReason, reason) ? byReason[reason] : byCode[code];
  if (known !== undefined) return known;
  return { status, code: code.toLowerCase(), type: typeByKind[kind] };
}

const typeByKind = {
  client: 'invalid_request_error',
  busy: 'overloaded_error',
  upstream: 'api_error',
  internal: 'api_error',
  canceled: 'api_error',
} as const;

const shutdownSeconds = 5;

/** Whole seconds until it makes sense to ask again; undefined when nobody can say. */
export function retryAfterSeconds({ code, details, kind }: GlassgateError): number | undefined {
  if (code === 'SHUTTING_DOWN') return shutdownSeconds;
  const given = details['retry_after_seconds'];
  if (typeof given === 'number') return Math.max(1, Math.ceil(given));
  return kind === 'busy' ? 1 : undefined;
}
