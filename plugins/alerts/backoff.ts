const firstMs = 1_000;
const longestRetryAfterMs = 24 * 3_600_000;

interface BackoffOptions {
  readonly maxMs: number;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** Full jitter: anything up to a bound that doubles with every failure, so that nobody retries in step. */
export function backoffMs(failures: number, { maxMs, random }: BackoffOptions): number {
  const bound = Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return Math.ceil(random() * bound);
}

/** The header `Retry-After`, seconds or a date, in milliseconds; undefined when it says nothing useful. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const ms = /^\d{1,9}(\.\d{1,6})?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), longestRetryAfterMs) : undefined;
}
