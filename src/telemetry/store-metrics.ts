import { statSync } from 'node:fs';
import type { CommitResult, StoreInstruments } from '../store/probe.ts';
import { type storeCatalog, storeErrors } from './catalog/store-catalog.ts';
import type { CoreInstruments } from './metric-families.ts';
import { endOperation, type StoreSpans } from './store-spans.ts';

const commit = { db_system_name: 'sqlite', db_operation_name: 'commit' } as const;
const select = { db_system_name: 'sqlite', db_operation_name: 'select' } as const;
const sqlite = { db_system_name: 'sqlite' } as const;
const busyCodes: ReadonlySet<string> = new Set(['SQLITE_BUSY', 'SQLITE_LOCKED']);

const errorTypes: ReadonlyMap<string, (typeof storeErrors)[number]> = new Map(
  storeErrors.map((code) => [code, code]),
);

const suffixes = [
  ['database', ''],
  ['wal', '-wal'],
  ['shared_memory', '-shm'],
] as const;

export type StoreMetrics = CoreInstruments<typeof storeCatalog>;

/** Commits and reads under the name of the OpenTelemetry semantic conventions, and what became of the rows. */
export function createStoreInstruments(metrics: StoreMetrics, spans: StoreSpans): StoreInstruments {
  return {
    ...spans,
    committed: (result) => countCommit(metrics, result),
    rowRefused: (table) => metrics.rowsRefused.increment({ table }),
    operationStarted: (operation) => {
      const startedAt = performance.now();
      const span = spans.operationStarted(operation);
      return {
        ended: (errorCode) => {
          if (operation.name === 'SELECT') {
            const labels = { ...select, error_type: errorType(errorCode) };
            metrics.duration.observe(labels, (performance.now() - startedAt) / 1000);
          }
          if (span !== undefined) endOperation(span, errorCode);
        },
      };
    },
  };
}

function countCommit(metrics: StoreMetrics, { rows, durationMs, errorCode }: CommitResult): void {
  metrics.duration.observe({ ...commit, error_type: errorType(errorCode) }, durationMs / 1000);
  metrics.up.set(sqlite, errorCode === undefined ? 1 : 0);
  if (errorCode === undefined) metrics.rowsWritten.increment({}, rows);
  else if (busyCodes.has(errorCode)) metrics.busy.increment({});
}

function errorType(errorCode = ''): (typeof storeErrors)[number] {
  return errorTypes.get(errorCode) ?? '_other';
}

/** Show the size of the files of this database. */
export function watchStoreFiles({ size }: StoreMetrics, path: string): void {
  size.mirror(() => sizesOf(path));
}

function sizesOf(path: string) {
  return suffixes.flatMap(([file, suffix]) => {
    const found = statSync(path + suffix, { throwIfNoEntry: false });
    return found === undefined ? [] : [[{ file }, found.size] as const];
  });
}
