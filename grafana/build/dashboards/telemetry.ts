import { type Dashboard, target } from '../panel.ts';
import { perHour, perSecond, quantile, series, sum } from '../promql.ts';

export const telemetry: Dashboard = {
  uid: 'glassgate-telemetry',
  title: 'Telemetry health',
  description: 'Can the other dashboards be believed?',
  panels: [
    {
      title: 'Books agree',
      description:
        '`no`: counters, rows, log lines and spans tell different stories; GET /v1/self-check names requests.',
      type: 'stat',
      unit: 'bool',
      width: 6,
      targets: [target(`min(${series('glassgate_self_check_ok')})`, 'self-check')],
    },
    {
      title: 'Requests compared (1 h)',
      description:
        'Requests whose books were compared. Zero while there is traffic: the self-check does not run.',
      type: 'stat',
      unit: 'short',
      width: 6,
      targets: [target(perHour('glassgate_self_check_requests_total'), 'compared')],
    },
    {
      title: 'Requests that do not agree',
      description: 'Mismatches of the last comparison, by law.',
      type: 'timeseries',
      unit: 'short',
      width: 12,
      steps: [[1, 'red']],
      targets: [target(sum('glassgate_self_check_mismatches', { by: ['law'] }), '{{law}}')],
    },
    {
      title: 'Spans by fate',
      description: '`dropped` and `failed` are lost traces; the requests did not notice.',
      type: 'timeseries',
      unit: 'cps',
      targets: [target(perSecond('glassgate_telemetry_spans_total', { by: ['result'] }), '{{result}}')],
    },
    {
      title: 'Export p95',
      description: 'Time that the collector takes to accept spans.',
      type: 'timeseries',
      unit: 's',
      targets: [
        target(
          quantile(0.95, 'glassgate_telemetry_export_duration_seconds', { by: ['signal'] }),
          '{{signal}}',
        ),
      ],
    },
    {
      title: 'Flight recorder',
      description: 'Memory of the recent traces that explain a job without a tracing backend.',
      type: 'timeseries',
      unit: 'bytes',
      targets: [target(sum('glassgate_telemetry_flight_recorder_bytes'), 'held')],
    },
    {
      title: 'Series',
      description: 'What the gateway has, and what Prometheus got at the last scrape.',
      type: 'timeseries',
      unit: 'short',
      steps: [['GlassgateSeriesBudget', 'orange']],
      targets: [
        target(series('glassgate_telemetry_series'), 'series'),
        target(series('scrape_samples_scraped'), 'samples scraped'),
      ],
    },
    {
      title: 'Scrape duration',
      description: 'Time that Prometheus takes to read /metrics.',
      type: 'timeseries',
      unit: 's',
      targets: [target(series('scrape_duration_seconds'), '{{instance}}')],
    },
    {
      title: 'Values beyond the limit of a label (1 h)',
      description: 'Observations that went to `_overflow` because a label had too many values.',
      type: 'timeseries',
      unit: 'short',
      targets: [
        target(
          `${perHour('glassgate_telemetry_label_overflow_total', { by: ['metric'] })} or vector(0)`,
          '{{metric}}',
        ),
      ],
    },
    {
      title: 'Metrics that could not be read (1 h)',
      description: 'Gauges whose function threw at a scrape. The others were served.',
      type: 'timeseries',
      unit: 'short',
      targets: [
        target(`${perHour('glassgate_collect_errors_total', { by: ['metric'] })} or vector(0)`, '{{metric}}'),
      ],
    },
    {
      title: 'Values refused (1 h)',
      description: 'NaN, negative steps of counters, unknown labels: mistakes of a plugin.',
      type: 'timeseries',
      unit: 'short',
      targets: [
        target(
          `${perHour('glassgate_metric_values_refused_total', { by: ['plugin'] })} or vector(0)`,
          '{{plugin}}',
        ),
      ],
    },
    {
      title: 'Observers that threw (1 h)',
      description: 'Errors in observers of plugins. No request is harmed by them.',
      type: 'timeseries',
      unit: 'short',
      targets: [
        target(
          `${perHour('glassgate_observer_errors_total', { by: ['plugin'] })} or vector(0)`,
          '{{plugin}}',
        ),
      ],
    },
    {
      title: 'Rules that failed (1 h)',
      description: 'Recording rules and alerts that Prometheus could not evaluate.',
      type: 'timeseries',
      unit: 'short',
      targets: [target('sum(increase(prometheus_rule_evaluation_failures_total[1h]))', 'failures')],
    },
  ],
};
