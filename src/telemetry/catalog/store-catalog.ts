import { defineMetrics, openSets } from '../../plugin-api/metrics.ts';

/** What a commit or a read fails with, or nothing. Any other code is `_other`: the log and the span have it. */
export const storeErrors = ['', 'SQLITE_BUSY', 'SQLITE_FULL', '_other'] as const;

const storeFiles = ['database', 'wal', 'shared_memory'] as const;

export const storeCatalog = defineMetrics({
  duration: {
    type: 'histogram',
    name: 'db_client_operation_duration_seconds',
    help: 'Time of one commit of the rows that were waiting, or of one read.',
    unit: 'seconds',
    moves: 'When a commit or a read ends; `error_type` is the code of the database, and empty on success.',
    labels: {
      db_system_name: ['sqlite'],
      db_operation_name: ['commit', 'select'],
      error_type: storeErrors,
    },
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
  },
  up: {
    type: 'gauge',
    name: 'glassgate_store_up',
    help: '1 while the last commit succeeded, 0 after one that failed.',
    unit: '–',
    moves: 'When a commit ends. Absent before the first one.',
    labels: { db_system_name: ['sqlite'] },
  },
  busy: {
    type: 'counter',
    name: 'glassgate_store_busy_total',
    help: 'Commits that failed because another process held the database.',
    unit: 'commits',
    moves: 'When a commit fails with `SQLITE_BUSY` or `SQLITE_LOCKED`.',
  },
  rowsWritten: {
    type: 'counter',
    name: 'glassgate_store_rows_total',
    help: 'Rows written by commits that succeeded.',
    unit: 'rows',
    moves: 'When a commit succeeds.',
  },
  rowsRefused: {
    type: 'counter',
    name: 'glassgate_store_rows_refused_total',
    help: 'Rows that the database refused for good; they were dropped.',
    unit: 'rows',
    moves: 'When the database refuses a row that no retry can save.',
    labels: { table: openSets.tables },
  },
  size: {
    type: 'gauge',
    name: 'glassgate_store_size_bytes',
    help: 'Size of the files of the database.',
    unit: 'bytes',
    moves: 'With every scrape. A file that does not exist has no series.',
    labels: { file: storeFiles },
  },
});
