import { type LimiterStatus, timestamp } from 'glassgate/plugin-api';
import type { Limiter } from './limiter.ts';

export interface NamedLimiter {
  readonly chain: string;
  readonly name: string;
  readonly limiter: Limiter;
}

/** One limiter as operators see it. `wallMs` is now. */
export function statusOf({ chain, name, limiter }: NamedLimiter, wallMs: number): LimiterStatus {
  const { gate, queue, config } = limiter;
  const { bucket, rate } = gate;
  const { tokens, capacity } = bucket;
  return {
    key: limiter.key,
    chain,
    limiter: name,
    state: rate.state,
    configured_rpm: rate.configuredRpm,
    effective_rpm: rounded(rate.effectiveRpm, 1),
    upstream_429_rate: rounded(rate.ratio429, 4),
    token_bucket: {
      tokens: rounded(tokens, 2),
      capacity,
      rate_per_minute: rounded(bucket.ratePerMinute, 1),
      utilization: rounded((capacity - tokens) / capacity, 4),
    },
    queue: {
      max_size: config.queue_max_size,
      current_size: queue.size,
      overflow_size: queue.overflowSize,
      bytes: queue.bytes,
      max_bytes: config.queue_max_bytes,
      total_enqueued: queue.totals.enqueued,
      total_dequeued: queue.totals.dequeued,
      total_dropped: queue.totals.dropped,
      depth_by_priority: queue.depths(),
      full_policy: config.queue_full_policy,
      utilization: rounded(queue.size / config.queue_max_size, 4),
    },
    inflight: gate.inflight,
    max_inflight: config.max_inflight,
    window_sends: gate.guard.count,
    paused_until: gate.pauseMs > 0 ? timestamp(new Date(wallMs + gate.pauseMs)) : null,
  };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
