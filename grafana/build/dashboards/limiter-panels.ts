import { answered } from '../../../prometheus/generate/alerts/providers.ts';
import { type Panel, target, traced } from '../panel.ts';
import { perHour, perSecond, quantile, ratio, series, sum } from '../promql.ts';

const requests = 'glassgate_rate_limit_requests_total';

/** What the plugin rate-limit does, for each of its limiters. */
export const limiterPanels: readonly Panel[] = [
  {
    title: 'Limiter decisions',
    description: 'Requests that met a limiter, by how they ended.',
    type: 'timeseries',
    unit: 'reqps',
    targets: [target(perSecond(requests, { by: ['limiter', 'outcome'] }), '{{limiter}} {{outcome}}')],
  },
  {
    title: 'Wait p95',
    description: 'Time until a limiter let a request through. A dot is a request: click it for its trace.',
    type: 'timeseries',
    unit: 's',
    targets: [
      traced(quantile(0.95, 'glassgate_rate_limit_wait_seconds', { by: ['priority'] }), '{{priority}}'),
    ],
  },
  {
    title: 'Waiting at limiters',
    description:
      'Requests that wait, and how many may. Beyond that they are refused, dropped or wait behind.',
    type: 'timeseries',
    unit: 'short',
    targets: [
      target(
        sum('glassgate_rate_limit_queue_depth', { by: ['limiter', 'priority'] }),
        '{{limiter}} {{priority}}',
      ),
      target(sum('glassgate_rate_limit_overflow_depth', { by: ['limiter'] }), '{{limiter}} behind'),
      target(series('glassgate_rate_limit_queue_capacity'), '{{limiter}} capacity'),
    ],
  },
  {
    title: 'Found the queue full (1 h)',
    description: 'Requests that had to wait behind a full queue.',
    type: 'timeseries',
    unit: 'short',
    targets: [
      target(
        `${perHour('glassgate_rate_limit_overflow_total', { by: ['limiter'] })} or vector(0)`,
        '{{limiter}}',
      ),
    ],
  },
  {
    title: 'Rate, requests per minute',
    description:
      'What was configured, what the limiter allows after 429s and at least, and what was sent in the last minute.',
    type: 'timeseries',
    unit: 'short',
    targets: [
      target(series('glassgate_rate_limit_configured_rpm'), '{{limiter}} configured'),
      target(series('glassgate_rate_limit_effective_rpm'), '{{limiter}} allowed'),
      target(series('glassgate_rate_limit_floor_rpm'), '{{limiter}} at least'),
      target(series('glassgate_rate_limit_window_sends'), '{{limiter}} sent'),
    ],
  },
  {
    title: 'Tokens',
    description: 'Requests that a limiter would let through now.',
    type: 'timeseries',
    unit: 'short',
    targets: [target(series('glassgate_rate_limit_tokens'), '{{limiter}}')],
  },
  {
    title: 'Limiter state',
    description: '`retreat`: too many 429, the rate falls; `recover`: it rises again.',
    type: 'state-timeline',
    unit: 'none',
    targets: [target(`${series('glassgate_rate_limit_state')} == 1`, '{{limiter}} {{state}}')],
  },
  {
    title: 'Answers that were 429',
    description:
      'Their share among the answers of the far side, and in the window that decides about a retreat.',
    type: 'timeseries',
    unit: 'percentunit',
    max: 1,
    steps: [
      ['GlassgateProvider429High', 'orange'],
      ['GlassgateProvider429Storm', 'red'],
    ],
    targets: [
      target(
        ratio(
          perSecond(requests, { by: ['limiter'], where: 'outcome="ratelimited"' }),
          perSecond(requests, { by: ['limiter'], where: `outcome=~"${answered}"` }),
        ),
        '{{limiter}}',
      ),
      target(series('glassgate_rate_limit_upstream_429_ratio'), '{{limiter}} retreat window'),
    ],
  },
  {
    title: 'Pause that a provider asked for',
    description: 'For how long nothing will be sent because of a Retry-After.',
    type: 'timeseries',
    unit: 's',
    targets: [target(series('glassgate_rate_limit_pause_seconds'), '{{limiter}}')],
  },
  {
    title: 'Changes of the rate (1 h)',
    description: '`floor`: it fell to the least rate there is, and the provider still refuses.',
    type: 'timeseries',
    unit: 'short',
    targets: [
      target(
        `${perHour('glassgate_rate_limit_steps_total', { by: ['limiter', 'step'] })} or vector(0)`,
        '{{limiter}} {{step}}',
      ),
    ],
  },
];
