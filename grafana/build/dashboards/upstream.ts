import { tasks } from '../../../prometheus/generate/records.ts';
import { type Dashboard, target, traced } from '../panel.ts';
import { buckets, perSecond, quantile, ratio, series } from '../promql.ts';

const those = 'container_id=~"$container"';
const duration = 'glassgate_upstream_request_duration_seconds';

export const upstream: Dashboard = {
  uid: 'glassgate-upstream',
  title: 'Upstream',
  description: 'Every HTTP exchange with a worker: how many, how slow, how they fail.',
  variables: ['container'],
  panels: [
    {
      title: 'Exchanges by outcome',
      description: '`busy` is a 423, `transport` a connection that failed or broke.',
      type: 'timeseries',
      unit: 'reqps',
      stacked: true,
      targets: [
        target(
          perSecond('glassgate_upstream_requests_total', { by: ['outcome'], where: those }),
          '{{outcome}}',
        ),
      ],
    },
    {
      title: 'Task p95 by container',
      description: 'Time of a task at the worker. A dot is an exchange: click it for its trace.',
      type: 'timeseries',
      unit: 's',
      containerLabel: 'container_id',
      steps: [['GlassgateUpstreamSlow', 'orange']],
      targets: [
        traced(
          quantile(0.95, duration, { by: ['container_id'], where: `${tasks},${those}` }),
          '{{container_id}}',
        ),
      ],
    },
    {
      title: 'Task durations',
      description: 'All tasks of the chosen containers.',
      type: 'heatmap',
      unit: 's',
      targets: [target(buckets(duration, `${tasks},${those}`), '{{le}}')],
    },
    {
      title: 'Busy answers',
      description:
        'Share of exchanges answered 423: somebody else uses the worker, or our view of it is old.',
      type: 'timeseries',
      unit: 'percentunit',
      max: 1,
      containerLabel: 'container_id',
      targets: [
        target(
          ratio(
            perSecond('glassgate_upstream_requests_total', {
              by: ['container_id'],
              where: `outcome="busy",${those}`,
            }),
            perSecond('glassgate_upstream_requests_total', { by: ['container_id'], where: those }),
          ),
          '{{container_id}}',
        ),
      ],
    },
    {
      title: 'Error ratio of tasks',
      description: 'Share of tasks that failed within 5 minutes, as the alert sees it.',
      type: 'timeseries',
      unit: 'percentunit',
      max: 1,
      containerLabel: 'container_id',
      steps: [['GlassgateContainerErrorRateHigh', 'red']],
      targets: [
        target(series('job_container_id:glassgate_upstream_errors:ratio_rate5m', those), '{{container_id}}'),
      ],
    },
    {
      title: 'Retries',
      description:
        'Messages sent again, by the transport failure before. `reset`: the worker or a proxy closes connections.',
      type: 'timeseries',
      unit: 'reqps',
      stacked: true,
      targets: [
        target(perSecond('glassgate_upstream_retries_total', { by: ['reason'], where: those }), '{{reason}}'),
      ],
    },
    {
      title: 'Time budget used p95',
      description: 'How much of its allowed time an exchange took. Near 1: timeouts are next.',
      type: 'timeseries',
      unit: 'percentunit',
      max: 1,
      steps: [[0.8, 'orange']],
      targets: [
        target(
          quantile(0.95, 'glassgate_upstream_timeout_budget_ratio', { by: ['operation'] }),
          '{{operation}}',
        ),
      ],
    },
  ],
};
