import type { AlertGroup } from '../rule.ts';

const labels = 'job, instance';
// Reads are somebody's report: one that is slow or given up is no reason to wake anybody.
const commits = 'db_operation_name="commit"';

export const databaseAlerts: AlertGroup = {
  component: 'database',
  alerts: [
    {
      alert: 'GlassgateStoreDown',
      dashboard: 'database',
      panels: ['Writable'],
      expr: ({ job }) => `min by (${labels}) (glassgate_store_up{${job}}) == 0`,
      summary: 'Glassgate at {{ $labels.instance }} cannot write its database.',
      description:
        'Solves fail with STORE_UNAVAILABLE before anything is sent to a worker. Rows wait in memory.',
    },
    {
      alert: 'GlassgateStoreBusy',
      dashboard: 'database',
      panels: ['Commits that met a lock'],
      expr: ({ job, limit, window }) => `rate(glassgate_store_busy_total{${job}}[${window}]) > ${limit}`,
      summary: 'Another program locks the database of {{ $labels.instance }}.',
      description:
        'Commits fail after half a minute of waiting for the lock, and so do the requests that need them.',
    },
    {
      alert: 'GlassgateStoreSlow',
      dashboard: 'database',
      panels: ['Commit p99'],
      expr: ({ job, limit, window }) =>
        `histogram_quantile(0.99, sum by (${labels}, le) (rate(db_client_operation_duration_seconds_bucket{${job},${commits}}[${window}]))) > ${limit}`,
      summary: 'Commits of {{ $labels.instance }} take {{ $value | humanizeDuration }} (p99).',
      description: 'Each solve waits for several of them.',
    },
    {
      alert: 'GlassgateStoreErrors',
      dashboard: 'database',
      panels: ['Failed commits'],
      expr: ({ job, window }) =>
        `sum by (${labels}, error_type) (rate(db_client_operation_duration_seconds_count{${job},${commits},error_type!=""}[${window}])) > 0`,
      summary: 'Commits of {{ $labels.instance }} fail with {{ $labels.error_type }}.',
      description: 'They are repeated every second; requests that depend on them fail or wait.',
    },
    {
      alert: 'GlassgateStoreRowsRefused',
      dashboard: 'database',
      panels: ['Rows refused'],
      expr: ({ job, window }) => `increase(glassgate_store_rows_refused_total{${job}}[${window}]) > 0`,
      summary: "Rows of table '{{ $labels.table }}' were dropped for good.",
      description:
        'The database refused them and no repetition can save them: a fault of ours or a changed table.',
    },
    {
      alert: 'GlassgateStoreWalLarge',
      dashboard: 'database',
      panels: ['Files'],
      expr: ({ job, limit }) => `glassgate_store_size_bytes{${job},file="wal"} > ${limit}`,
      summary: 'The write-ahead log of the database is {{ $value | humanize1024 }}B.',
      description:
        'It is not folded into the file, usually because another program keeps a transaction open.',
    },
  ],
};
