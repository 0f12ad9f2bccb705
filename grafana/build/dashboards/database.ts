import { type Dashboard, target } from '../panel.ts';
import { perHour, perSecond, quantile, series, sum } from '../promql.ts';

const operation = 'db_client_operation_duration_seconds';
const commits = 'db_operation_name="commit"';
const reads = 'db_operation_name="select"';

export const database: Dashboard = {
  uid: 'glassgate-database',
  title: 'SQLite',
  description: 'The store of jobs, attempts and chats: can it be written, how fast, how large?',
  panels: [
    {
      title: 'Writable',
      description: '`no`: commits fail, and solves are refused with STORE_UNAVAILABLE.',
      type: 'stat',
      unit: 'bool',
      targets: [target(`min(${series('glassgate_store_up')})`, 'store')],
    },
    {
      title: 'Closed after a kill (1 h)',
      description: 'Rows that a killed process left open, closed at the next start.',
      type: 'stat',
      unit: 'short',
      steps: [[1, 'yellow']],
      targets: [target(perHour('glassgate_jobs_interrupted_total', { by: ['table'] }), '{{table}}')],
    },
    {
      title: 'Commits and reads',
      description: 'Rows are written in groups: one commit serves many requests.',
      type: 'timeseries',
      unit: 'ops',
      targets: [
        target(perSecond(`${operation}_count`, { by: ['db_operation_name'] }), '{{db_operation_name}}'),
        target(perSecond('glassgate_store_rows_total'), 'rows'),
      ],
    },
    {
      title: 'Commit p99',
      description: 'Time of a commit, the wait for the disk included.',
      type: 'timeseries',
      unit: 's',
      steps: [['GlassgateStoreSlow', 'orange']],
      targets: [target(quantile(0.99, operation, { where: commits }), 'commit')],
    },
    {
      title: 'Read p99',
      description: 'Time of a read, the wait for the reads before it included.',
      type: 'timeseries',
      unit: 's',
      targets: [target(quantile(0.99, operation, { where: reads }), 'read')],
    },
    {
      title: 'Failed commits',
      description: 'By the code of SQLite. SQLITE_FULL: the disk is full. _other: the log says which.',
      type: 'timeseries',
      unit: 'ops',
      targets: [
        target(
          `${perSecond(`${operation}_count`, { by: ['error_type'], where: `${commits},error_type!=""` })} or vector(0)`,
          '{{error_type}}',
        ),
      ],
    },
    {
      title: 'Commits that met a lock',
      description: 'Another program holds the database. Do not run two gateways on one file.',
      type: 'timeseries',
      unit: 'ops',
      targets: [target(perSecond('glassgate_store_busy_total'), 'busy')],
    },
    {
      title: 'Rows refused',
      description: 'Rows that the database would not take for what is in them.',
      type: 'timeseries',
      unit: 'ops',
      targets: [
        target(
          `${perSecond('glassgate_store_rows_refused_total', { by: ['table'] })} or vector(0)`,
          '{{table}}',
        ),
      ],
    },
    {
      title: 'Answered, not yet stored',
      description: 'Clients that got their answer while the database could not be written.',
      type: 'timeseries',
      unit: 'reqps',
      targets: [
        target(perSecond('glassgate_jobs_answered_unstored_total', { by: ['status'] }), '{{status}}'),
      ],
    },
    {
      title: 'Rows',
      description:
        'Rows of each table, counted once a minute. One that only grows needs a shorter retention.',
      type: 'timeseries',
      unit: 'short',
      targets: [target(sum('glassgate_store_table_rows', { by: ['table'] }), '{{table}}')],
    },
    {
      title: 'Files',
      description: 'A write-ahead log that only grows: a reader keeps it from being folded in.',
      type: 'timeseries',
      unit: 'bytes',
      targets: [target(sum('glassgate_store_size_bytes', { by: ['file'] }), '{{file}}')],
    },
    {
      title: 'Reports p95',
      description: 'Time of a report. It reads many rows.',
      type: 'timeseries',
      unit: 's',
      targets: [
        target(quantile(0.95, 'glassgate_reports_duration_seconds', { by: ['report'] }), '{{report}}'),
      ],
    },
  ],
};
