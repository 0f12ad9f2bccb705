import type { AlertGroup } from '../rule.ts';

export const admissionAlerts: AlertGroup = {
  component: 'admission',
  alerts: [
    {
      alert: 'GlassgateQueueNearFull',
      dashboard: 'admission',
      panels: ['Queue depth and capacity'],
      expr: ({ job, limit }) => `glassgate_queue_depth{${job}} / glassgate_queue_capacity{${job}} > ${limit}`,
      summary: 'The queue of {{ $labels.instance }} is {{ $value | humanizePercentage }} full.',
      description: 'When it is full, requests are refused with QUEUE_FULL.',
    },
    {
      alert: 'GlassgateQueueDropping',
      dashboard: 'admission',
      panels: ['Left the queue unserved'],
      expr: ({ job, limit, window }) =>
        `sum by (job, instance, reason) (rate(glassgate_queue_dropped_total{${job},reason!~"canceled|shutdown"}[${window}])) > ${limit}`,
      summary: 'Requests leave the queue of {{ $labels.instance }} unserved ({{ $labels.reason }}).',
      description:
        '{{ $value | humanize }} per second: the pool is too small for what arrives, or stands still.',
    },
    {
      alert: 'GlassgateQueueWaitHigh',
      dashboard: 'admission',
      panels: ['Queue wait p95'],
      expr: ({ job, limit, window }) =>
        `histogram_quantile(0.95, sum by (job, instance, le) (rate(glassgate_queue_wait_seconds_bucket{${job},outcome="served"}[${window}]))) > ${limit}`,
      summary: 'Requests wait {{ $value | humanizeDuration }} for their turn (p95).',
      description: 'Those that are served at last; clients with less patience have left before.',
    },
    {
      alert: 'GlassgateRateLimiterRetreat',
      dashboard: 'providers',
      panels: ['Limiter state', 'Rate, requests per minute'],
      expr: ({ job }) => `glassgate_rate_limit_state{${job},state="retreat"} == 1`,
      summary: "Limiter '{{ $labels.limiter }}' has been in retreat for minutes.",
      description:
        'Its provider keeps answering 429, so it sends fewer requests than configured; others wait longer.',
    },
    {
      alert: 'GlassgateBodyMemoryFull',
      dashboard: 'admission',
      panels: ['Bodies refused'],
      expr: ({ job, limit, window }) =>
        `sum by (job, instance) (rate(glassgate_http_bodies_refused_total{${job},reason="no_room"}[${window}])) > ${limit}`,
      summary: 'Glassgate at {{ $labels.instance }} refuses bodies because it holds too many.',
      description:
        '{{ $value | humanize }} requests per second end with OVERLOADED: http.body_bytes_in_flight is used up.',
    },
  ],
};
