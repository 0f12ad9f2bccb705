import {
  type Gauge,
  type GaugeReading,
  type Instruments,
  type MetricFactory,
  priorities,
} from 'glassgate/plugin-api';
import { retreatStates } from './adaptive-rate.ts';
import type { Limiter } from './limiter.ts';
import { rateLimitMetrics } from './metrics.ts';

export type RateLimitInstruments = Instruments<typeof rateLimitMetrics>;

type OfLimiter = Gauge<{ readonly limiter: string }>;

/** Declare the metrics of the plugin; the gauges read the limiters with every scrape. */
export function declareRateLimitMetrics(metrics: MetricFactory, all: () => Limiter[]): RateLimitInstruments {
  const made = metrics.declare(rateLimitMetrics);
  const mirror = (gauge: OfLimiter, read: (limiter: Limiter) => number) =>
    gauge.mirror(() => all().map((limiter) => [{ limiter: limiter.key }, read(limiter)] as const));
  mirror(made.overflowDepth, ({ queue }) => queue.overflowSize);
  mirror(made.capacity, ({ config }) => config.queue_max_size);
  mirror(made.inflight, ({ gate }) => gate.inflight);
  mirror(made.tokens, ({ gate }) => gate.bucket.tokens);
  mirror(made.configured, ({ gate }) => gate.rate.configuredRpm);
  mirror(made.effective, ({ gate }) => gate.rate.effectiveRpm);
  mirror(made.floor, ({ gate }) => gate.rate.floorRpm);
  mirror(made.windowSends, ({ gate }) => gate.guard.count);
  mirror(made.ratio429, ({ gate }) => gate.rate.ratio429);
  mirror(made.pause, ({ gate }) => gate.pauseMs / 1000);
  made.depth.mirror(() => all().flatMap(depthsOf));
  made.state.mirror(() => all().flatMap(statesOf));
  return made;
}

function depthsOf({ key, queue }: Limiter) {
  const depths = queue.depths();
  return priorities.map((priority) => [{ limiter: key, priority }, depths[priority]] as const);
}

function statesOf({ key, gate }: Limiter) {
  return retreatStates.map(
    (state) => [{ limiter: key, state }, state === gate.rate.state ? 1 : 0] as const,
  ) satisfies GaugeReading<unknown>;
}
