import { type Dashboard, target, traced } from '../panel.ts';
import { perSecond, quantile, series, sum } from '../promql.ts';

const those = 'container_id=~"$container"';
const questions = 'operation=~"status|health"';

export const containers: Dashboard = {
  uid: 'glassgate-containers',
  title: 'Containers',
  description: 'The pool: which worker is free, why another was not chosen, and how busy all of them are.',
  variables: ['container'],
  panels: [
    {
      title: 'State timeline',
      description: 'The state of each container, as the gateway sees it.',
      type: 'state-timeline',
      unit: 'none',
      width: 24,
      containerLabel: 'container_id',
      targets: [
        target(`${series('glassgate_selector_container_state', those)} == 1`, '{{container_id}} {{state}}'),
      ],
    },
    {
      title: 'Reachable',
      description: '`no`: the container did not answer its last status question.',
      type: 'stat',
      unit: 'bool',
      width: 8,
      targets: [target(series('glassgate_selector_container_up', those), '{{container_id}}')],
    },
    {
      title: 'Pool utilisation',
      description: 'Share of the usable containers that are busy. At 1 the next request is refused or waits.',
      type: 'stat',
      unit: 'percentunit',
      max: 1,
      width: 8,
      steps: [
        [0.8, 'yellow'],
        ['GlassgatePoolSaturated', 'red'],
      ],
      targets: [target(series('job:glassgate_pool_utilisation:ratio'), '{{instance}}')],
    },
    {
      title: 'Kept by operators',
      description: 'Containers that get no work because an operator locked a chat of theirs.',
      type: 'stat',
      unit: 'short',
      width: 8,
      targets: [target(sum('glassgate_chat_locked_containers'), 'locked')],
    },
    {
      title: 'Utilisation',
      description: 'Share of the time that a container was busy.',
      type: 'timeseries',
      unit: 'percentunit',
      max: 1,
      containerLabel: 'container_id',
      targets: [
        target(
          `avg_over_time(${series('glassgate_selector_container_state', `${those},state="busy"`)}[$__rate_interval])`,
          '{{container_id}}',
        ),
      ],
    },
    {
      title: 'In flight',
      description: 'Exchanges with a container that have no answer yet. A worker does one task at a time.',
      type: 'timeseries',
      unit: 'short',
      containerLabel: 'container_id',
      targets: [target(series('glassgate_upstream_in_flight', those), '{{container_id}}')],
    },
    {
      title: 'Seconds since the last success',
      description:
        'Grows on a container that is idle and on one that only fails: compare it with its errors.',
      type: 'timeseries',
      unit: 's',
      steps: [['GlassgateContainerStale', 'orange']],
      containerLabel: 'container_id',
      targets: [
        target(
          `time() - ${series('glassgate_upstream_last_success_timestamp_seconds', those)}`,
          '{{container_id}}',
        ),
      ],
    },
    {
      title: 'Why not chosen',
      description: 'Containers that the selector passed over, by reason.',
      type: 'timeseries',
      unit: 'reqps',
      containerLabel: 'container_id',
      targets: [
        target(
          perSecond('glassgate_selector_rejections_total', { by: ['container_id', 'reason'], where: those }),
          '{{container_id}} {{reason}}',
        ),
      ],
    },
    {
      title: 'Selector decisions',
      description:
        'How searches for a container end: which way one was found, or `no_capacity`, which becomes CONTAINER_BUSY or a place in the queue.',
      type: 'timeseries',
      unit: 'reqps',
      targets: [
        target(perSecond('glassgate_selector_decisions_total', { by: ['decision'] }), '{{decision}}'),
      ],
    },
    {
      title: 'Candidates p50',
      description: 'Containers that a request could have had.',
      type: 'timeseries',
      unit: 'short',
      targets: [target(quantile(0.5, 'glassgate_selector_candidates'), 'p50')],
    },
    {
      title: 'Status question p95',
      description:
        'Time of the answer to GET /status. A slow one delays every choice. A dot leads to a trace.',
      type: 'timeseries',
      unit: 's',
      containerLabel: 'container_id',
      targets: [
        traced(
          quantile(0.95, 'glassgate_upstream_request_duration_seconds', {
            by: ['container_id'],
            where: `${those},${questions}`,
          }),
          '{{container_id}}',
        ),
      ],
    },
    {
      title: 'Status questions that failed',
      description: 'Questions without a usable answer, by outcome.',
      type: 'timeseries',
      unit: 'reqps',
      containerLabel: 'container_id',
      targets: [
        target(
          perSecond('glassgate_upstream_requests_total', {
            by: ['container_id', 'outcome'],
            where: `${those},${questions},outcome!="ok"`,
          }),
          '{{container_id}} {{outcome}}',
        ),
      ],
    },
  ],
};
