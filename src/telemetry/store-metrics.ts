import { Counter, Histogram, type Registry } from 'prom-client';
import type { StoreInstruments } from '../store/probe.ts';

/** Commits under the name of the OpenTelemetry semantic conventions, and what became of the rows. */
export function createStoreInstruments(registry: Registry): StoreInstruments {
  const registers = [registry];
  const duration = new Histogram({
    name: 'db_client_operation_duration_seconds',
    help: 'Time of one commit of the rows that were waiting.',
    labelNames: ['db_system_name', 'db_operation_name', 'error_type'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
    registers,
  });
  const rowsWritten = new Counter({
    name: 'glassgate_store_rows_total',
    help: 'Rows written by commits that succeeded.',
    registers,
  });
  const rowsRefused = new Counter({
    name: 'glassgate_store_rows_refused_total',
    help: 'Rows that the database refused for good; they were dropped.',
    labelNames: ['table'],
    registers,
  });
  const commit = { db_system_name: 'sqlite', db_operation_name: 'commit' };
  duration.zero({ ...commit, error_type: '' });
  return {
    committed: ({ rows, durationMs, errorCode }) => {
      duration.observe({ ...commit, error_type: errorCode ?? '' }, durationMs / 1000);
      if (errorCode === undefined) rowsWritten.inc(rows);
    },
    rowRefused: (table) => rowsRefused.inc({ table }),
  };
}
