import type { LimiterConfig, Priority } from 'glassgate/plugin-api';
import type { AdaptiveSettings } from './adaptive-rate.ts';

/** Tokens that a bucket holds when nothing is said: a minute's worth. */
export function capacityOf({ bucket_capacity, rate_rpm }: LimiterConfig): number {
  return bucket_capacity ?? Math.max(1, Math.ceil(rate_rpm));
}

/** Most sends in a minute. A rate below one a minute sends one in several. */
export function windowLimitOf(rpm: number): number {
  return Math.max(1, Math.floor(rpm));
}

/** How long a request of this class may wait, in milliseconds. */
export function patienceOf(
  { low_priority_timeout, queue_timeout }: LimiterConfig,
  priority: Priority,
): number {
  return (priority === 'low' ? low_priority_timeout : queue_timeout) * 1000;
}

export function adaptiveSettings({ adaptive }: LimiterConfig): AdaptiveSettings {
  return {
    retreatWindowMs: adaptive.retreat_window_seconds * 1000,
    retreatThreshold: adaptive.retreat_429_threshold,
    retreatFactor: adaptive.retreat_factor,
    retreatMinRpm: adaptive.retreat_min_rpm,
    floorThreshold: adaptive.floor_429_threshold,
    recoverWindowMs: adaptive.recover_window_seconds * 1000,
    recoverThreshold: adaptive.recover_429_threshold,
    recoverIncrementRpm: adaptive.recover_increment_rpm,
    minSamples: adaptive.min_samples,
    retreatStepMs: adaptive.retreat_step_seconds * 1000,
    recoverStepMs: adaptive.recover_step_seconds * 1000,
  };
}
