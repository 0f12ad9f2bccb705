import { setTimeout as pause } from 'node:timers/promises';
import {
  type CallContext,
  type Counter,
  type Exchange,
  type ExchangeReply,
  GlassgateError,
  type OpenChildSpan,
  type WorkerMessage,
} from 'glassgate/plugin-api';
import { type RetryReason, retryReasons } from './metrics.ts';
import { payloadOf } from './payload.ts';

const firstPauseMs = 250;
const maxPauseMs = 2_000;
/** Transport failures after which the worker has certainly not begun with the message. */
const neverArrived = new Set<unknown>(['refused', 'dns', 'connect_timeout']);

export interface Posting {
  readonly exchange: Exchange;
  readonly retries: Counter<{ readonly container_id: string; readonly reason: RetryReason }>;
  readonly call: CallContext;
  readonly message: WorkerMessage;
  /** Covers all tries. */
  readonly span: OpenChildSpan;
  readonly path: string;
}

/** Any HTTP status ends the retrying: only a transport failure leaves room for another try. */
export async function postWithRetries(posting: Posting): Promise<ExchangeReply> {
  const { exchange, call, message, path } = posting;
  const { container } = message;
  const body = payloadOf(message);
  let mayBeRunning = false;
  for (let tryNumber = 1; ; tryNumber += 1) {
    try {
      const counted = { tryNumber, maxTries: container.retries + 1 };
      const reply = await exchange({ container, method: 'POST', path, body, call, ...counted });
      if (reply.status === 423)
        call.event('upstream.busy', { container_id: container.id, try_number: tryNumber });
      if (reply.status === 423 && mayBeRunning) throw busyWithThis(container.id);
      return reply;
    } catch (cause) {
      const error = GlassgateError.from(cause);
      if (tryNumber > container.retries || !isWorthAnotherTry(error)) throw error;
      mayBeRunning ||= !neverArrived.has(error.details['transport']);
      await pauseAfter(tryNumber, error, posting);
    }
  }
}

function isWorthAnotherTry({ code, details }: GlassgateError): boolean {
  // A worker that sent too much has executed the message and would send as much again.
  return code === 'UPSTREAM_ERROR' && details['transport'] !== 'body_too_large';
}

async function pauseAfter(tryNumber: number, error: GlassgateError, posting: Posting): Promise<void> {
  const { call, message, retries, span } = posting;
  const { id } = message.container;
  const waitMs = Math.min(firstPauseMs * 2 ** (tryNumber - 1), maxPauseMs);
  const reason = retryReasons.find((name) => name === error.details['transport']) ?? 'other';
  call.log.warn(
    { event: 'upstream.retry', container_id: id, details: error.details, waitMs },
    'worker call is retried',
  );
  call.event('upstream.retry', {
    container_id: id,
    try_number: tryNumber + 1,
    transport: reason,
    wait_ms: waitMs,
  });
  retries.increment({ container_id: id, reason });
  span.annotate({ 'http.request.resend_count': tryNumber });
  // The reason of the signal says more than the AbortError of a timer.
  await pause(waitMs, undefined, { signal: call.signal }).catch(() => call.signal.throwIfAborted());
}

// Usually 423 means that nothing was executed. Here the worker may be busy with our own earlier try, and
// whoever moved the request to another container would have it executed twice.
function busyWithThis(containerId: string): GlassgateError {
  const message = `Container '${containerId}' is busy, perhaps with an earlier try of this message.`;
  return new GlassgateError('CONTAINER_BUSY', message, {
    details: { container_id: containerId, status: 423 },
    retryable: false,
  });
}
