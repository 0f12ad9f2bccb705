import type { HrTime } from '@opentelemetry/api';

/** Milliseconds as the SDK has times: seconds, and the nanoseconds beyond them. */
export function hrTime(ms: number): HrTime {
  return [Math.trunc(ms / 1000), Math.round((ms % 1000) * 1_000_000)];
}
