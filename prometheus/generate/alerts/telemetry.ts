import type { AlertGroup } from '../rule.ts';

export const telemetryAlerts: AlertGroup = {
  component: 'telemetry',
  alerts: [
    {
      alert: 'GlassgateBooksDisagree',
      dashboard: 'telemetry',
      panels: ['Requests that do not agree', 'Books agree'],
      // The gauge is about the last comparison only, and the next one may be about requests that agree.
      expr: ({ job, window }) => `max_over_time(glassgate_self_check_mismatches{${job}}[${window}]) > 0`,
      summary:
        'The books of {{ $labels.instance }} disagree about {{ $value }} of its requests (law {{ $labels.law }}).',
      description:
        'Counters, rows, log lines, spans or the I/O log tell different stories about them. The log names them.',
    },
    {
      alert: 'GlassgateSpansLost',
      dashboard: 'telemetry',
      panels: ['Spans by fate'],
      expr: ({ job, limit, window }) => {
        const spans = (results: string) =>
          `sum by (job, instance) (rate(glassgate_telemetry_spans_total{${job},${results}}[${window}]))`;
        return `${spans('result=~"dropped|failed"')} / (${spans('result!="unsampled"')} > 0) > ${limit}`;
      },
      summary: '{{ $value | humanizePercentage }} of the spans of {{ $labels.instance }} are lost.',
      description: 'The collector is gone or too slow. Requests are not affected, but traces have holes.',
    },
    {
      alert: 'GlassgateLabelOverflow',
      dashboard: 'telemetry',
      panels: ['Values beyond the limit of a label (1 h)'],
      expr: ({ job, window }) => `increase(glassgate_telemetry_label_overflow_total{${job}}[${window}]) > 0`,
      summary: "Metric '{{ $labels.metric }}' has as many series as it may have.",
      description:
        'What is new is counted under _overflow, so panels and alerts by that label no longer see it.',
    },
    {
      alert: 'GlassgateSeriesBudget',
      dashboard: 'telemetry',
      panels: ['Series'],
      expr: ({ job, limit }) => `scrape_samples_post_metric_relabeling{${job}} > ${limit}`,
      summary: 'Glassgate at {{ $labels.instance }} shows {{ $value }} series.',
      description:
        'Above the sample_limit of prometheus.yml a scrape is thrown away whole, and the gateway looks down.',
    },
    {
      alert: 'GlassgateCollectErrors',
      dashboard: 'telemetry',
      panels: ['Metrics that could not be read (1 h)'],
      expr: ({ job, window }) => `increase(glassgate_collect_errors_total{${job}}[${window}]) > 0`,
      summary: "Metric '{{ $labels.metric }}' cannot be read.",
      description: 'It shows a former value or none, so panels and alerts about it are wrong.',
    },
  ],
};
