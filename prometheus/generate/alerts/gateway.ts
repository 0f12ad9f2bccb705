import type { AlertGroup } from '../rule.ts';

export const gatewayAlerts: AlertGroup = {
  component: 'gateway',
  alerts: [
    {
      alert: 'GlassgateDown',
      dashboard: 'overview',
      panels: ['Up'],
      expr: ({ job }) => `up{${job}} == 0`,
      summary: 'Glassgate at {{ $labels.instance }} does not answer its scrapes.',
      description: 'The process is gone, hangs, or /metrics cannot be reached. Requests probably fail.',
    },
    {
      alert: 'GlassgateAbsent',
      dashboard: 'overview',
      panels: ['Up'],
      expr: ({ job }) => `absent(up{${job}})`,
      summary: 'Prometheus scrapes no Glassgate.',
      description: 'The scrape job is missing or has no target, so no other alert about Glassgate can fire.',
    },
    {
      alert: 'GlassgateRestarting',
      dashboard: 'process',
      panels: ['Restarts (24 h)'],
      expr: ({ job, limit, window }) => `changes(process_start_time_seconds{${job}}[${window}]) > ${limit}`,
      summary: 'Glassgate at {{ $labels.instance }} keeps restarting.',
      description:
        'It started {{ $value }} times within a quarter of an hour; each start cuts off what was running.',
    },
    {
      alert: 'GlassgateConfigReloadFailed',
      dashboard: 'overview',
      panels: ['Configuration in force'],
      expr: ({ job }) => `glassgate_config_last_reload_successful{${job}} == 0`,
      summary: 'Glassgate at {{ $labels.instance }} refused its configuration file.',
      description: 'The former configuration stays in force. A restart with this file would fail.',
    },
    {
      alert: 'GlassgatePluginErrors',
      dashboard: 'telemetry',
      panels: ['Observers that threw (1 h)'],
      expr: ({ job, limit, window }) =>
        `sum by (job, instance, plugin) (rate(glassgate_observer_errors_total{${job}}[${window}])) > ${limit}`,
      summary: "Plugin '{{ $labels.plugin }}' throws while it observes.",
      description:
        '{{ $value | humanize }} errors per second were ignored. Requests go on, but what the plugin writes or counts is incomplete.',
    },
    {
      alert: 'GlassgateOverheadHigh',
      dashboard: 'overview',
      panels: ['Time that the gateway itself takes'],
      expr: ({ job, limit, window }) =>
        `histogram_quantile(0.99, sum by (job, instance, le) (rate(glassgate_gateway_overhead_seconds_bucket{${job},chain="solve"}[${window}]))) > ${limit}`,
      summary: 'The gateway itself takes {{ $value | humanizeDuration }} of a solve (p99).',
      description:
        'That is time in which no worker was busy with the request: the event loop, the database or the queue.',
    },
    {
      alert: 'GlassgateJobsInterrupted',
      dashboard: 'database',
      panels: ['Closed after a kill (1 h)'],
      expr: ({ job, limit }) =>
        `glassgate_jobs_interrupted_total{${job},table="jobs"} > 0 and on(job, instance) (time() - process_start_time_seconds{${job}} < ${limit})`,
      summary: '{{ $value }} jobs were cut off by a kill or a crash.',
      description:
        'Glassgate at {{ $labels.instance }} started and found them open. Their messages may have been executed.',
    },
    {
      alert: 'GlassgateAuthRefusalsHigh',
      dashboard: 'admission',
      panels: ['Keys refused'],
      expr: ({ job, limit, window }) =>
        `sum by (job, instance, reason) (rate(glassgate_auth_refusals_total{${job}}[${window}])) > ${limit}`,
      summary: 'Many requests are refused for their key ({{ $labels.reason }}).',
      description:
        '{{ $value | humanize }} per second: a client with an old key, or somebody who tries keys.',
    },
  ],
};
