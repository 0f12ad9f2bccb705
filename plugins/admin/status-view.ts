import type { Limiters, MetricTotals, UpstreamStatus } from 'glassgate/plugin-api';

export interface StatusParts {
  readonly limiters: Limiters;
  readonly upstreams: readonly UpstreamStatus[];
  readonly totals: MetricTotals;
}

const outcomes = 'glassgate_rate_limit_requests_total';

/** Every limiter with what it has done since the start, and every provider. */
export async function statusView({ limiters, upstreams, totals }: StatusParts): Promise<object> {
  const byLimiter = await requestsByLimiter(totals);
  return {
    uptime_seconds: Number(process.uptime().toFixed(1)),
    limiters: limiters.list().map((limiter) => ({ ...limiter, ...countsOf(byLimiter.get(limiter.key)) })),
    providers: upstreams,
  };
}

type Counts = ReadonlyMap<string, number>;

async function requestsByLimiter(totals: MetricTotals): Promise<ReadonlyMap<string, Counts>> {
  const byLimiter = new Map<string, Map<string, number>>();
  for (const { labels, value } of await totals.read(outcomes)) {
    const counts = byLimiter.get(String(labels['limiter'])) ?? new Map<string, number>();
    byLimiter.set(String(labels['limiter']), counts);
    const outcome = String(labels['outcome']);
    counts.set(outcome, (counts.get(outcome) ?? 0) + value);
  }
  return byLimiter;
}

function countsOf(counts: Counts = new Map()): object {
  const of = (outcome: string) => counts.get(outcome) ?? 0;
  return {
    requests: {
      total: [...counts.values()].reduce((sum, value) => sum + value, 0),
      success: of('success'),
      ratelimited: of('ratelimited'),
    },
    errors: {
      rejected: of('rejected'),
      timeout: of('timeout'),
      client_closed: of('client_closed'),
      unsent: of('unsent'),
      upstream_error: of('upstream_error'),
    },
  };
}
