import { type Dashboard, target } from '../panel.ts';
import { perSecond, quantile, series, sum } from '../promql.ts';
import { limiterPanels } from './limiter-panels.ts';

export const providers: Dashboard = {
  uid: 'glassgate-providers',
  title: 'Providers and limits',
  description:
    'The OpenAI-compatible routes: what goes to LLM APIs, what comes back, and what their limits allow.',
  panels: [
    {
      title: 'Requests by end',
      description:
        '`ratelimited` is a 429 of the provider, `rejected` our own refusal, `client_closed` a client that left.',
      type: 'timeseries',
      unit: 'reqps',
      stacked: true,
      targets: [target(perSecond('glassgate_openai_requests_total', { by: ['status'] }), '{{status}}')],
    },
    {
      title: 'Requests by priority',
      description: 'Who asks. Much `urgent`: nobody is.',
      type: 'timeseries',
      unit: 'reqps',
      stacked: true,
      targets: [target(perSecond('glassgate_openai_requests_total', { by: ['priority'] }), '{{priority}}')],
    },
    {
      title: 'First byte p95',
      description: 'Time until the head of the answer is there, by provider.',
      type: 'timeseries',
      unit: 's',
      targets: [
        target(quantile(0.95, 'glassgate_proxy_first_byte_seconds', { by: ['provider'] }), '{{provider}}'),
      ],
    },
    {
      title: 'Whole answer p95',
      description: 'Time until the answer has been passed on, streams included.',
      type: 'timeseries',
      unit: 's',
      targets: [
        target(quantile(0.95, 'glassgate_proxy_answer_seconds', { by: ['provider'] }), '{{provider}}'),
      ],
    },
    {
      title: 'Answers by end',
      description:
        'How passing them on ended. `done` is right; `upstream_abort` and the timeouts broke a stream.',
      type: 'timeseries',
      unit: 'reqps',
      targets: [
        target(
          perSecond('glassgate_proxy_answers_total', { by: ['provider', 'outcome'] }),
          '{{provider}} {{outcome}}',
        ),
      ],
    },
    {
      title: 'Errors of providers',
      description: 'Requests that a provider answered with an error, or not at all.',
      type: 'timeseries',
      unit: 'reqps',
      targets: [
        target(
          perSecond('glassgate_proxy_upstream_errors_total', { by: ['provider', 'reason'] }),
          '{{provider}} {{reason}}',
        ),
      ],
    },
    {
      title: 'Bytes passed on',
      description: 'Bytes of answers, by provider.',
      type: 'timeseries',
      unit: 'Bps',
      targets: [
        target(perSecond('glassgate_proxy_answer_bytes_total', { by: ['provider'] }), '{{provider}}'),
      ],
    },
    {
      title: 'At the providers',
      description: 'Requests that wait for a provider or are being answered by it.',
      type: 'timeseries',
      unit: 'short',
      targets: [
        target(sum('glassgate_provider_requests_in_flight', { by: ['provider'] }), '{{provider}}'),
        target(sum('glassgate_rate_limit_inflight', { by: ['limiter'] }), 'limiter {{limiter}}'),
      ],
    },
    {
      title: 'Circuit breakers',
      description: '0 closed, 1 half open, 2 open: the provider gets nothing until it has recovered.',
      type: 'timeseries',
      unit: 'short',
      max: 2,
      steps: [
        [1, 'yellow'],
        [2, 'red'],
      ],
      targets: [target(series('glassgate_provider_circuit'), '{{provider}}')],
    },
    {
      title: 'Sent again',
      description: 'Requests that a provider never heard of. `no_budget`: too many of them, so they failed.',
      type: 'timeseries',
      unit: 'reqps',
      targets: [target(perSecond('glassgate_provider_retries_total', { by: ['outcome'] }), '{{outcome}}')],
    },
    ...limiterPanels,
  ],
};
