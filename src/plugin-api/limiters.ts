import type { Priority } from './admission.ts';
import { GlassgateError } from './error.ts';
import type { FullPolicy, LimiterConfig, LimiterOverrides } from './limiter-config.ts';
import { defineService } from './service.ts';

/** Limits that another plugin keeps in its own part of the configuration, for the limiters of one chain. */
export interface LimiterSettings {
  readonly chain: string;
  /** As the configuration in force has it; undefined where the limiter is not limited. */
  settingsFor(limiter: string): LimiterConfig | undefined;
}

/** Offered by a plugin whose configuration holds limits. */
export const limiterSettings = defineService<LimiterSettings>('limiterSettings', {
  chain: '',
  settingsFor: () => undefined,
});

/** One limiter as operators see it. */
export interface LimiterStatus {
  /** Chain and limiter: `openai/nvidia`, `solve/p1`. */
  readonly key: string;
  readonly chain: string;
  readonly limiter: string;
  readonly state: 'normal' | 'retreat' | 'recover';
  readonly configured_rpm: number;
  readonly effective_rpm: number;
  /** Share of 429 among the latest answers, 0 to 1. */
  readonly upstream_429_rate: number;
  readonly token_bucket: {
    readonly tokens: number;
    readonly capacity: number;
    readonly rate_per_minute: number;
    readonly utilization: number;
  };
  readonly queue: {
    readonly max_size: number;
    readonly current_size: number;
    readonly overflow_size: number;
    readonly bytes: number;
    readonly max_bytes: number;
    readonly total_enqueued: number;
    readonly total_dequeued: number;
    /** Refused, evicted or out of time. */
    readonly total_dropped: number;
    readonly depth_by_priority: Readonly<Record<Priority, number>>;
    readonly full_policy: FullPolicy;
    readonly utilization: number;
  };
  readonly inflight: number;
  readonly max_inflight: number;
  /** Requests sent in the last minute. */
  readonly window_sends: number;
  /** Nothing is sent before this time; null while nobody asked for a pause. */
  readonly paused_until: string | null;
}

/** The limiters of all chains. Keys are those of `list()`; an unknown one is NOT_FOUND. */
export interface Limiters {
  /**
   * Say which limiters a chain has: in `start`, and whenever the configuration or the limits changed. What is not
   * named any more is forgotten as soon as nobody waits for it and its last minute is over.
   */
  announce(chain: string, limiters: readonly string[]): void;
  list(): readonly LimiterStatus[];
  /** Back to the configured rate: forget the answers and the pause. What was sent lately still counts. */
  reset(key: string): void;
  /** What the configuration says, and what is in force: the same, with the overrides laid over it. */
  limitsOf(key: string): { readonly configured: LimiterConfig; readonly inForce: LimiterConfig };
  /**
   * Lay these over the configuration, by key of the limiter, in place of those given before. They stay through
   * reloads and wait for limiters that do not exist yet. Values are checked by whoever gives them.
   */
  override(overrides: ReadonlyMap<string, LimiterOverrides>): void;
}

function nothingIsLimited(): never {
  throw new GlassgateError('NOT_FOUND', "There are no limiters; the plugin 'rate-limit' is not in use.");
}

/** Offered by `rate-limit`. */
export const limiters = defineService<Limiters>('limiters', {
  announce: () => undefined,
  list: () => [],
  reset: nothingIsLimited,
  limitsOf: nothingIsLimited,
  override: () => undefined,
});
