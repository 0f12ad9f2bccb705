import { type Consideration, GlassgateError, retryAfterSeconds } from 'glassgate/plugin-api';

export type Thing = 'profile' | 'container';

interface Refused {
  /** Why the request could not go on at once. */
  readonly cause: GlassgateError;
  /** Requests that wait for the same. */
  readonly waiting: number;
  /** Until it would be the turn of one who came now. */
  readonly expectedWaitMs: number;
}

/** What a request lacked that was told "busy". */
export function lackedBy({ code }: GlassgateError): Thing {
  return code === 'PROFILE_BUSY' ? 'profile' : 'container';
}

/** Why a request does not even try when others wait for exactly the same. */
export function othersWait(): GlassgateError {
  return new GlassgateError('PROFILE_BUSY', 'Others wait for any profile that is free.');
}

export function queueFull({ cause, waiting, expectedWaitMs }: Refused, maxWaiting: number): GlassgateError {
  const message = `${maxWaiting} requests wait already, which is the limit. ${cause.message}`;
  return new GlassgateError('QUEUE_FULL', message, {
    cause,
    details: { max_waiting: maxWaiting, waiting, ...shown(cause, expectedWaitMs) },
  });
}

interface Waited {
  readonly position: number;
  readonly waitMs: number;
  /** How long it was willing to wait. */
  readonly patienceMs: number;
}

export function queueTimeout(
  { cause, waiting, expectedWaitMs }: Refused,
  { position, waitMs, patienceMs }: Waited,
): GlassgateError {
  const seconds = Math.round(patienceMs) / 1000;
  const message = `It was not the turn of this request within the ${seconds} s that it may wait. ${cause.message}`;
  return new GlassgateError('QUEUE_TIMEOUT', message, {
    cause,
    details: { position, wait_ms: Math.round(waitMs), waiting, ...shown(cause, expectedWaitMs) },
  });
}

export function queueClosed(): GlassgateError {
  return new GlassgateError('SHUTTING_DOWN', 'This gateway is stopping; the request had not begun.');
}

function shown(cause: GlassgateError, expectedWaitMs: number): Record<string, unknown> {
  return {
    waits_for: lackedBy(cause),
    considered: cause.details['considered'] ?? holderOf(cause),
    ...('containers' in cause.details && { containers: cause.details['containers'] }),
    retry_after_seconds: retryAfterSeconds(expectedWaitMs),
  };
}

/** Where one profile is wanted, who has it says all. */
function holderOf({ details }: GlassgateError): Consideration[] {
  const { profile_id: id, locked_by: holder } = details;
  if (typeof id !== 'string' || typeof holder !== 'string') return [];
  return [{ id, verdict: 'passed_over', reason: `locked by request '${holder.slice(0, 128)}'` }];
}
