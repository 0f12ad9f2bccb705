import type { RecordingRule } from './rule.ts';

/** Operations in which a worker does a task. */
export const tasks = 'operation=~"analyze|analyze_text"';

/** Sums that several panels and alerts share. */
export function sharedRecords(job: string): RecordingRule[] {
  const containers = (states: string) =>
    `sum by (job, instance) (glassgate_selector_containers{${job},state=~"${states}"})`;
  const upstream = (more: string) =>
    `sum by (job, instance, container_id) (rate(glassgate_upstream_requests_total{${job},${tasks}${more}}[5m]))`;
  return [
    {
      record: 'job_code:glassgate_solve_requests:rate5m',
      expr: `sum by (job, code) (rate(glassgate_solve_requests_total{${job}}[5m]))`,
    },
    {
      record: 'job_stage_outcome:glassgate_stage:rate5m',
      expr: `sum by (job, stage, outcome) (rate(glassgate_stage_duration_seconds_count{${job},chain="solve"}[5m]))`,
    },
    {
      record: 'job_stage:glassgate_stage_duration_seconds:p95_rate5m',
      expr: `histogram_quantile(0.95, sum by (job, stage, le) (rate(glassgate_stage_duration_seconds_bucket{${job},chain="solve"}[5m])))`,
    },
    {
      record: 'job_container_id:glassgate_upstream_errors:ratio_rate5m',
      expr: `${upstream(',outcome=~"server_error|timeout|transport"')} / (${upstream('')} > 0)`,
    },
    {
      record: 'job:glassgate_pool_utilisation:ratio',
      expr: `${containers('busy|reserved')} / (${containers(usable)} > 0)`,
    },
  ];
}

/** States in which a container takes a request now or as soon as it is done with another. */
export const usable = 'unknown|idle|busy|logged_out|reserved';
