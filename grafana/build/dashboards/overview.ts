import { type Dashboard, target, traced } from '../panel.ts';
import { perSecond, quantile, ratio, series, sum } from '../promql.ts';

const run = 'glassgate_run_duration_seconds';
const overhead = 'glassgate_gateway_overhead_seconds';

export const overview: Dashboard = {
  uid: 'glassgate-overview',
  title: 'Overview',
  description: 'Is the gateway well, and are its clients served? Begin here.',
  panels: [
    {
      title: 'Up',
      description: 'Whether Prometheus reaches the gateway. `no`: the process is gone or does not answer.',
      type: 'stat',
      unit: 'bool',
      targets: [target(series('up'), '{{instance}}')],
    },
    {
      title: 'Version',
      description: 'What runs. Two versions at once: a rollout that has not ended.',
      type: 'stat',
      unit: 'none',
      showsName: true,
      targets: [target(series('glassgate_build_info'), '{{version}} on Node.js {{node_version}}')],
    },
    {
      title: 'Requests served',
      description:
        'Share of solves that were answered with OK. The SLO dashboard says which of the others count.',
      type: 'stat',
      unit: 'percentunit',
      max: 1,
      isRedBelow: true,
      steps: [
        [0.9, 'yellow'],
        [0.99, 'green'],
      ],
      targets: [
        target(
          ratio(
            perSecond('glassgate_solve_requests_total', { where: 'code="OK"' }),
            perSecond('glassgate_solve_requests_total'),
          ),
          'served',
        ),
      ],
    },
    {
      title: 'Error budget left (30 d)',
      description: 'What remains of the errors that the objectives allow in 30 days. Red: none.',
      type: 'stat',
      unit: 'percentunit',
      isRedBelow: true,
      steps: [
        [0, 'yellow'],
        [0.25, 'green'],
      ],
      targets: [
        target('slo:period_error_budget_remaining:ratio{sloth_service="glassgate"}', '{{sloth_slo}}'),
      ],
    },
    {
      title: 'Configuration in force',
      description: '`no`: the file on disk has a mistake, and the former configuration stays in force.',
      type: 'stat',
      unit: 'bool',
      targets: [target(series('glassgate_config_last_reload_successful'), '{{instance}}')],
    },
    {
      title: 'Age of the configuration',
      description: 'Time since the configuration in force was read.',
      type: 'stat',
      unit: 's',
      targets: [
        target(
          `time() - ${series('glassgate_config_last_reload_success_timestamp_seconds')}`,
          '{{instance}}',
        ),
      ],
    },
    {
      title: 'Solves by result',
      description: 'Answers to `POST /v1/solve` by code; docs/errors.md says what each code asks for.',
      type: 'timeseries',
      unit: 'reqps',
      stacked: true,
      targets: [target(perSecond('glassgate_solve_requests_total', { by: ['code'] }), '{{code}}')],
    },
    {
      title: 'Time of a solve',
      description:
        'From the arrival of a request to the end of its answer, workers included. A dot is a request: click it for its trace.',
      type: 'timeseries',
      unit: 's',
      targets: [
        target(quantile(0.5, run, { where: 'chain="solve"' }), 'p50'),
        traced(quantile(0.95, run, { where: 'chain="solve"' }), 'p95'),
        target(quantile(0.99, run, { where: 'chain="solve"' }), 'p99'),
      ],
    },
    {
      title: 'Time that the gateway itself takes',
      description:
        'Time of a run in which no worker was busy with it. Should stay in milliseconds; waiting in the queue counts.',
      type: 'timeseries',
      unit: 's',
      steps: [['GlassgateOverheadHigh', 'orange']],
      targets: [target(quantile(0.5, overhead), 'p50'), traced(quantile(0.99, overhead), 'p99')],
    },
    {
      title: 'HTTP by route and status',
      description: 'All requests, those of operators and of Prometheus included.',
      type: 'timeseries',
      unit: 'reqps',
      targets: [
        target(
          perSecond('http_server_request_duration_seconds_count', {
            by: ['http_route', 'http_response_status_code'],
          }),
          '{{http_route}} {{http_response_status_code}}',
        ),
      ],
    },
    {
      title: 'HTTP p95 by route',
      description: 'Time until the answer is complete, by route. A dot is a request: click it for its trace.',
      type: 'timeseries',
      unit: 's',
      targets: [
        traced(
          quantile(0.95, 'http_server_request_duration_seconds', { by: ['http_route'] }),
          '{{http_route}}',
        ),
      ],
    },
    {
      title: 'In flight',
      description: 'Requests that have no answer yet, and runs of each chain.',
      type: 'timeseries',
      unit: 'short',
      targets: [
        target(sum('glassgate_runs_in_flight', { by: ['chain'] }), 'chain {{chain}}'),
        target(sum('http_server_active_requests'), 'HTTP'),
      ],
    },
    {
      title: 'Containers by state',
      description: 'The pool as the gateway sees it. Nothing idle for long: the pool is too small.',
      type: 'timeseries',
      unit: 'short',
      stacked: true,
      targets: [target(sum('glassgate_selector_containers', { by: ['state'] }), '{{state}}')],
    },
    {
      title: 'Waiting requests',
      description: 'Requests in the queue for a profile or a container. Details: Admission.',
      type: 'timeseries',
      unit: 'short',
      targets: [target(sum('glassgate_queue_depth'), 'waiting')],
    },
    {
      title: 'Log lines by level',
      description: '`error`: a person must act now. `warn`: the gateway coped.',
      type: 'timeseries',
      unit: 'cps',
      targets: [target(perSecond('glassgate_log_lines_total', { by: ['level'] }), '{{level}}')],
    },
    {
      title: 'Firing alerts',
      description: 'What Prometheus complains about now; one line with the value 0 means nothing.',
      type: 'table',
      unit: 'none',
      width: 24,
      targets: [target('ALERTS{alertname!="Watchdog",alertstate="firing"} or vector(0)', '{{alertname}}')],
    },
  ],
};
