import { tasks } from '../records.ts';
import type { AlertGroup } from '../rule.ts';

export const upstreamAlerts: AlertGroup = {
  component: 'upstream',
  alerts: [
    {
      alert: 'GlassgateUpstreamSlow',
      dashboard: 'upstream',
      panels: ['Task p95 by container'],
      expr: ({ job, limit, window }) =>
        `histogram_quantile(0.95, sum by (job, instance, le) (rate(glassgate_upstream_request_duration_seconds_bucket{${job},${tasks}}[${window}]))) > ${limit}`,
      summary: 'Workers take {{ $value | humanizeDuration }} for a task (p95).',
      description:
        'The time is spent in the workers, not in the gateway. Profiles and containers are held for as long.',
    },
    {
      alert: 'GlassgateRetryStorm',
      dashboard: 'upstream',
      panels: ['Retries'],
      expr: ({ job, limit, window, requests }) => {
        const calls = `sum by (job, instance) (rate(glassgate_upstream_requests_total{${job},${tasks}}[${window}]))`;
        const retries = (fn: string) =>
          `sum by (job, instance) (${fn}(glassgate_upstream_retries_total{${job}}[${window}]))`;
        return `${retries('rate')} / (${calls} > 0) > ${limit}\nand on(job, instance) ${retries('increase')} >= ${requests}`;
      },
      summary: '{{ $value | humanizePercentage }} of the messages to workers are repetitions.',
      description: 'Connections break before workers answer. Each repetition makes the load on them worse.',
    },
  ],
};
