import { tasks, usable } from '../records.ts';
import type { AlertGroup } from '../rule.ts';

const container = 'job, instance, container_id';

export const containerAlerts: AlertGroup = {
  component: 'containers',
  alerts: [
    {
      alert: 'GlassgateContainerDown',
      dashboard: 'containers',
      panels: ['State timeline'],
      expr: ({ job }) => `glassgate_selector_container_up{${job}} == 0`,
      summary: "Container '{{ $labels.container_id }}' does not answer.",
      description:
        'Requests go to the other containers. It comes back by itself after the first good answer to a probe.',
    },
    {
      alert: 'GlassgateNoContainerAvailable',
      dashboard: 'containers',
      panels: ['State timeline'],
      expr: ({ job }) =>
        `sum by (job, instance) (glassgate_selector_containers{${job},state=~"${usable}"}) == 0`,
      summary: 'No container of {{ $labels.instance }} can be used.',
      description:
        'All are unreachable, locked or leaving. Every solve fails with CONTAINER_BUSY or waits in the queue.',
    },
    {
      alert: 'GlassgatePoolSaturated',
      dashboard: 'containers',
      panels: ['Pool utilisation'],
      expr: ({ limit }) => `job:glassgate_pool_utilisation:ratio >= ${limit}`,
      summary: 'Every usable container of {{ $labels.instance }} is at work.',
      description:
        'It has been so for minutes: new requests wait or are refused. Add containers, or find who keeps these busy.',
    },
    {
      alert: 'GlassgateContainerErrorRateHigh',
      dashboard: 'upstream',
      panels: ['Error ratio of tasks'],
      expr: ({
        job,
        limit,
        window,
        requests,
      }) => `job_container_id:glassgate_upstream_errors:ratio_rate5m > ${limit}
and on(${container})
sum by (${container}) (increase(glassgate_upstream_requests_total{${job},${tasks}}[${window}])) >= ${requests}`,
      summary:
        "{{ $value | humanizePercentage }} of the tasks of container '{{ $labels.container_id }}' fail.",
      description:
        'It answers its probes and so still gets requests, but ends them with 5xx, timeouts or broken connections.',
    },
    {
      alert: 'GlassgateContainerFlapping',
      dashboard: 'containers',
      panels: ['State timeline'],
      expr: ({ job, limit, window }) =>
        `changes(glassgate_selector_container_up{${job}}[${window}]) > ${limit}`,
      summary: "Container '{{ $labels.container_id }}' comes and goes.",
      description:
        'It changed {{ $value }} times within half an hour: a worker that restarts, or a bad network.',
    },
    {
      alert: 'GlassgateContainerStale',
      dashboard: 'containers',
      panels: ['Seconds since the last success'],
      expr: ({ job, limit }) => `time() - glassgate_upstream_last_success_timestamp_seconds{${job}} > ${limit}
and on(${container}) glassgate_selector_container_up{${job}} == 1
unless on(${container}) glassgate_selector_container_state{${job},state="reserved"} == 1`,
      summary:
        "Container '{{ $labels.container_id }}' counts as up, but was not heard of for {{ $value | humanizeDuration }}.",
      description:
        'No request runs there, and no probe succeeded: the gateway has stopped asking, or believes what is no longer true.',
    },
    {
      alert: 'GlassgateContainerLockedLong',
      dashboard: 'containers',
      panels: ['Kept by operators'],
      expr: ({ job }) => `glassgate_selector_container_state{${job},state="locked"} == 1`,
      summary: "Container '{{ $labels.container_id }}' has been locked by an operator for half an hour.",
      description: 'It gets no requests. Perhaps somebody forgot to give it back.',
    },
  ],
};
