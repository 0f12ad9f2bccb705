import { GlassgateError, type Priority, retryAfterSeconds } from 'glassgate/plugin-api';

/** What every refusal says. */
export interface Refused {
  readonly limiter: string;
  /** Until one who came now would be sent. */
  readonly expectedWaitMs: number;
}

interface Impatient extends Refused {
  readonly priority: Priority;
  readonly waitedMs: number;
  /** Its place when it came, from 1. */
  readonly position: number;
}

export function outOfTime({ priority, waitedMs, position, ...refused }: Impatient): GlassgateError {
  const seconds = (waitedMs / 1000).toFixed(1);
  const reason = priority === 'low' ? 'low_priority_timeout' : 'queue_timeout';
  const message = `The rate limit '${refused.limiter}' left no place for this request within ${seconds} s.`;
  return new GlassgateError('RATE_LIMITED', message, {
    details: { reason, priority, waited_ms: Math.round(waitedMs), position, ...shown(refused) },
  });
}

export function queueFull(refused: Refused, lacks: { readonly waiting: number }): GlassgateError {
  const message = `The queue of the rate limit '${refused.limiter}' is full: ${lacks.waiting} requests wait.`;
  return new GlassgateError('QUEUE_FULL', message, {
    details: { waiting: lacks.waiting, ...shown(refused) },
  });
}

export function queueEvicted(refused: Refused): GlassgateError {
  const message = `A more urgent request took the place of this one in the full queue of '${refused.limiter}'.`;
  return new GlassgateError('QUEUE_EVICTED', message, { details: shown(refused) });
}

export function stopping(): GlassgateError {
  return new GlassgateError('SHUTTING_DOWN', 'This gateway is stopping; the request was not sent.', {
    details: { retry_after_seconds: 1 },
  });
}

function shown({ limiter, expectedWaitMs }: Refused): Readonly<Record<string, unknown>> {
  return { limiter, retry_after_seconds: retryAfterSeconds(expectedWaitMs) };
}
