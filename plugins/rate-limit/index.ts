import { admission, definePlugin, limiterSettings, limiters, readiness } from 'glassgate/plugin-api';
import { systemClock } from './clock.ts';
import { rateLimitConfig } from './config.ts';
import { runLimited } from './limit-stage.ts';
import { declareRateLimitMetrics } from './limiter-gauges.ts';
import { readinessOf } from './limiter-readiness.ts';
import { LimiterRegistry } from './limiter-registry.ts';
import { openLimiterStore } from './limiter-store.ts';
import { limiterSet, rateLimitMetrics } from './metrics.ts';
import { rateChangeTeller } from './rate-change-teller.ts';
import { rateLimitSpans } from './spans.ts';
import { limiterTable } from './tables.ts';

const tickMs = 1000;

/** Lets through as many requests a minute as the far side takes, the urgent ones first. */
export default definePlugin({
  name: 'rate-limit',
  config: rateLimitConfig,
  chain: 'openai',
  tables: [limiterTable],
  metrics: rateLimitMetrics,
  spans: rateLimitSpans,
  needs: { admission },
  async setup({ config, log, metrics, store, provide, use }) {
    const instruments = declareRateLimitMetrics(metrics, () => registry.all());
    const registry: LimiterRegistry = new LimiterRegistry({
      limits: config.rate_limit,
      settings: use(limiterSettings),
      clock: systemClock,
      store: await openLimiterStore({ store, wall: systemClock.wall }),
      onRateChange: rateChangeTeller(log, instruments.steps),
      onKeys: (keys) => metrics.retain(limiterSet, keys),
    });
    provide(limiters, registry);
    const checks = use(readiness);
    let isChecked = false;
    // One timer for all limiters: rates recover, and rows are brought up to date, without any traffic.
    const timer = setInterval(() => {
      registry.tick();
      if (isChecked) return;
      isChecked = true;
      for (const chain of registry.unknownChains())
        log.warn({ event: 'ratelimit.unknown_chain', chain }, 'rate_limit names a chain without limiters');
    }, tickMs).unref();
    return {
      start: () => checks().add('limiters', () => readinessOf(registry.list())),
      async stage(call, next) {
        const limiter = registry.find(call.chain, call.values.admission.limiter);
        if (limiter === undefined) return next();
        return runLimited(call, next, { limiter, metrics: instruments });
      },
      reload: (fresh) => () => {
        registry.setLimits(fresh.rate_limit);
        isChecked = false;
      },
      drain: () => registry.drain(),
      close: () => {
        clearInterval(timer);
        registry.close();
      },
    };
  },
});
