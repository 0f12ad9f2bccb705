/** What kind of trouble an error is: whose fault, and so whose alarm. */
export type ErrorKind = 'client' | 'busy' | 'upstream' | 'internal' | 'canceled';

export interface ErrorTraits {
  /** HTTP status of the answer. 499 is never sent: nobody is listening any more. */
  readonly status: number;
  readonly kind: ErrorKind;
  /** True when the same request may succeed a moment later and nothing was executed. */
  readonly retryable: boolean;
}

/**
 * Every code that a client, a log line, a row or a metric label can carry. `docs/errors.md` explains each;
 * a test keeps the two equal. Add a row here; never invent a code at a throw site.
 */
export const errorCodes = {
  INVALID_REQUEST: { status: 400, kind: 'client', retryable: false },
  UNAUTHORIZED: { status: 401, kind: 'client', retryable: false },
  FORBIDDEN: { status: 403, kind: 'client', retryable: false },
  NOT_FOUND: { status: 404, kind: 'client', retryable: false },
  METHOD_NOT_ALLOWED: { status: 405, kind: 'client', retryable: false },
  REQUEST_TIMEOUT: { status: 408, kind: 'client', retryable: false },
  PROFILE_BLOCKED: { status: 409, kind: 'client', retryable: false },
  CHAT_BLOCKED: { status: 409, kind: 'client', retryable: false },
  IDEMPOTENCY_CONFLICT: { status: 409, kind: 'client', retryable: false },
  IDEMPOTENCY_IN_PROGRESS: { status: 409, kind: 'busy', retryable: true },
  IDEMPOTENCY_UNCERTAIN: { status: 409, kind: 'client', retryable: false },
  PRECONDITION_FAILED: { status: 412, kind: 'client', retryable: false },
  PAYLOAD_TOO_LARGE: { status: 413, kind: 'client', retryable: false },
  CONFIG_INVALID: { status: 422, kind: 'client', retryable: false },
  RATE_LIMITED: { status: 429, kind: 'busy', retryable: true },
  HEADERS_TOO_LARGE: { status: 431, kind: 'client', retryable: false },
  CLIENT_CANCELED: { status: 499, kind: 'canceled', retryable: false },
  INTERNAL_ERROR: { status: 500, kind: 'internal', retryable: false },
  UPSTREAM_ERROR: { status: 502, kind: 'upstream', retryable: false },
  PROFILE_BUSY: { status: 503, kind: 'busy', retryable: true },
  CONTAINER_BUSY: { status: 503, kind: 'busy', retryable: true },
  OVERLOADED: { status: 503, kind: 'busy', retryable: true },
  QUEUE_FULL: { status: 503, kind: 'busy', retryable: true },
  QUEUE_TIMEOUT: { status: 503, kind: 'busy', retryable: true },
  QUEUE_EVICTED: { status: 503, kind: 'busy', retryable: true },
  SHUTTING_DOWN: { status: 503, kind: 'busy', retryable: true },
  STORE_UNAVAILABLE: { status: 503, kind: 'internal', retryable: true },
  DEADLINE_EXCEEDED: { status: 504, kind: 'upstream', retryable: false },
} as const satisfies Record<string, ErrorTraits>;

export type ErrorCode = keyof typeof errorCodes;

const brand = Symbol.for('glassgate.error');

export interface GlassgateErrorOptions {
  /** Logged, never shown to a client. */
  readonly cause?: unknown;
  /** Shown to the client: plain data, no secrets, no paths of the machine. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** `false` where the code usually is retryable, but a part of the request was executed this time. */
  readonly retryable?: false;
}

/** The one error class. `message` is a sentence for the operator and is shown to the client. */
export class GlassgateError extends Error {
  override readonly name = 'GlassgateError';
  readonly [brand] = true;
  readonly code: ErrorCode;
  readonly status: number;
  readonly kind: ErrorKind;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: GlassgateErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    const traits = errorCodes[code];
    this.code = code;
    this.status = traits.status;
    this.kind = traits.kind;
    this.retryable = options.retryable ?? traits.retryable;
    this.details = options.details ?? {};
  }

  /** True for errors from another copy of this module too, which `instanceof` would miss. */
  static is(value: unknown): value is GlassgateError {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brand] === true;
  }

  /** Any thrown value as a GlassgateError: an unknown one becomes INTERNAL_ERROR with the value as cause. */
  static from(cause: unknown, message = 'Something unexpected failed inside the gateway.'): GlassgateError {
    return GlassgateError.is(cause) ? cause : new GlassgateError('INTERNAL_ERROR', message, { cause });
  }
}
