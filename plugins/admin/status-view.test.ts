import type { MetricTotals } from 'glassgate/plugin-api';
import { statusView } from './status-view.ts';
import { testLimiters } from './test-limiters.ts';

const one = 'openai/nvidia/main';
const two = 'openai/local/main';

interface Status {
  readonly limiters: readonly object[];
}

async function statusWith(series: Awaited<ReturnType<MetricTotals['read']>>) {
  const limiters = testLimiters({ [one]: {}, [two]: {} });
  return (await statusView({ limiters, upstreams: [], totals: { read: async () => series } })) as Status;
}

it('adds up what became of the requests of each limiter, and of no other', async () => {
  const { limiters } = await statusWith([
    { labels: { limiter: one, outcome: 'success', priority: 'high' }, value: 3 },
    { labels: { limiter: one, outcome: 'success', priority: 'low' }, value: 4 },
    { labels: { limiter: one, outcome: 'ratelimited' }, value: 2 },
    { labels: { limiter: one, outcome: 'timeout' }, value: 1 },
    { labels: { limiter: two, outcome: 'rejected' }, value: 5 },
    { labels: { limiter: 'gone', outcome: 'success' }, value: 99 },
  ]);

  expect(limiters).toMatchObject([
    {
      key: one,
      requests: { total: 10, success: 7, ratelimited: 2 },
      errors: { timeout: 1, rejected: 0 },
    },
    { key: two, requests: { total: 5, success: 0 }, errors: { rejected: 5, upstream_error: 0 } },
  ]);
});

it('counts in the total also what has no place of its own', async () => {
  const { limiters } = await statusWith([{ labels: { limiter: one, outcome: 'constructor' }, value: 2 }]);

  expect(limiters[0]).toMatchObject({ requests: { total: 2, success: 0 } });
});
