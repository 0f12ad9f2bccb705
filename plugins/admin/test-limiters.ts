import {
  type LimiterConfig,
  type LimiterOverrides,
  type LimiterStatus,
  type Limiters,
  limiterConfig,
} from 'glassgate/plugin-api';
import { z } from 'zod';

/** What one limiter has in the config file, and what it does at the moment. */
export interface TestLimiter {
  config?: z.input<ReturnType<typeof limiterConfig>>;
  state?: LimiterStatus['state'];
  effectiveRpm?: number;
  waiting?: number;
}

export interface TestLimiters extends Limiters {
  /** Change what is there. */
  readonly byKey: Map<string, TestLimiter>;
}

/** Limiters that limit nothing and lay overrides over the configuration. */
export function testLimiters(entries: Readonly<Record<string, TestLimiter>>): TestLimiters {
  const byKey = new Map(Object.entries(entries));
  let overrides: ReadonlyMap<string, LimiterOverrides> = new Map();
  const configured = (key: string) => limiterConfig(z).parse(byKey.get(key)?.config ?? {});
  const inForce = (key: string) => ({ ...configured(key), ...overrides.get(key) });
  return {
    byKey,
    announce: () => undefined,
    list: () => [...byKey].map(([key, limiter]) => statusOf(key, limiter, inForce(key))),
    reset: () => undefined,
    limitsOf: (key) => ({ configured: configured(key), inForce: inForce(key) }),
    override: (given) => {
      overrides = given;
    },
  };
}

function statusOf(key: string, { state, effectiveRpm, waiting }: TestLimiter, config: LimiterConfig) {
  const { rate_rpm, queue_max_size, queue_max_bytes, queue_full_policy, max_inflight } = config;
  const size = waiting ?? 0;
  const status: LimiterStatus = {
    key,
    chain: 'openai',
    limiter: key.replace('openai/', ''),
    state: state ?? 'normal',
    configured_rpm: rate_rpm,
    effective_rpm: effectiveRpm ?? rate_rpm,
    upstream_429_rate: 0,
    token_bucket: { tokens: 1, capacity: 1, rate_per_minute: rate_rpm, utilization: 0 },
    queue: {
      max_size: queue_max_size,
      current_size: size,
      overflow_size: 0,
      bytes: 0,
      max_bytes: queue_max_bytes,
      total_enqueued: size,
      total_dequeued: 0,
      total_dropped: 0,
      depth_by_priority: { urgent: 0, high: 0, normal: size, low: 0 },
      full_policy: queue_full_policy,
      utilization: size / queue_max_size,
    },
    inflight: 0,
    max_inflight,
    window_sends: 0,
    paused_until: null,
  };
  return status;
}
