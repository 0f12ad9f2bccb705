import type { AlertGroup, ExprParts } from '../rule.ts';

/** Of the answers of the far side, those that say that it gets too much. */
const refusals = ({ job, limit, window, requests }: ExprParts) => {
  const answers = (fn: string, outcomes: string) =>
    `sum by (job, instance, limiter) (${fn}(glassgate_rate_limit_requests_total{${job},outcome=~"${outcomes}"}[${window}]))`;
  return `${answers('rate', 'ratelimited')} / (${answers('rate', answered)} > 0) > ${limit}
and on(job, instance, limiter) ${answers('increase', answered)} >= ${requests}`;
};

/** Outcomes of requests that the far side has answered. */
export const answered = 'success|upstream_error|ratelimited';

/** The limits of those that the gateway sends to. */
export const providerAlerts: AlertGroup = {
  component: 'providers',
  alerts: [
    {
      alert: 'GlassgateProvider429High',
      dashboard: 'providers',
      panels: ['Answers that were 429', 'Rate, requests per minute'],
      expr: refusals,
      summary: "{{ $value | humanizePercentage }} of the answers to limiter '{{ $labels.limiter }}' are 429.",
      description: 'Its provider takes fewer requests than we send. They are lost or wait for another turn.',
    },
    {
      alert: 'GlassgateProvider429Storm',
      dashboard: 'providers',
      panels: ['Answers that were 429', 'Rate, requests per minute'],
      expr: refusals,
      summary: "{{ $value | humanizePercentage }} of the answers to limiter '{{ $labels.limiter }}' are 429.",
      description:
        'Its provider refuses so much that clients notice. The limiter could not slow down enough.',
    },
    {
      alert: 'GlassgateRateLimiterFloor',
      dashboard: 'providers',
      panels: ['Rate, requests per minute', 'Limiter state'],
      expr: ({ job }) => `glassgate_rate_limit_effective_rpm{${job}} <= glassgate_rate_limit_floor_rpm{${job}}
and on(job, instance, limiter) glassgate_rate_limit_state{${job},state="retreat"} == 1`,
      summary: "Limiter '{{ $labels.limiter }}' has been at its floor for a quarter of an hour.",
      description:
        'It sends {{ $value | humanize }} requests per minute, the least there is, and its provider still refuses some.',
    },
    {
      alert: 'GlassgateRateLimiterPaused',
      dashboard: 'providers',
      panels: ['Pause that a provider asked for', 'Limiter state'],
      // Nothing is sent meanwhile, so no answer is a 429 and the rate recovers: the alerts on both stay silent.
      expr: ({ job, limit, window }) =>
        `avg_over_time(glassgate_rate_limit_pause_seconds{${job}}[${window}]) > ${limit}`,
      summary: "The provider of limiter '{{ $labels.limiter }}' asks for one long pause after another.",
      description:
        'On average {{ $value | humanizeDuration }} of a pause were left, so hardly anything has been sent for a while.',
    },
  ],
};
