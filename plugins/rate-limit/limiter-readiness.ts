import type { LimiterStatus, Readiness } from 'glassgate/plugin-api';

const fullShare = 0.9;

/**
 * Waiting is what a limiter is for, so one whose tokens are used up is busy and ready. Only when every queue is
 * about to refuse requests, others should get them.
 */
export function readinessOf(limiters: readonly LimiterStatus[]): Readiness {
  const isFull = ({ queue }: LimiterStatus) => queue.current_size >= fullShare * queue.max_size;
  if (limiters.length > 0 && limiters.every(isFull)) return { ok: false, state: 'queue_full' };
  const isBusy = limiters.some(
    ({ queue, token_bucket }) => queue.current_size > 0 || token_bucket.tokens < 1,
  );
  return { ok: true, state: isBusy ? 'busy' : 'ok' };
}
