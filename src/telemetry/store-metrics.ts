import { statSync } from 'node:fs';
import type { StoreInstruments } from '../store/probe.ts';
import { commitErrors, type storeCatalog } from './catalog/store-catalog.ts';
import type { CoreInstruments } from './metric-families.ts';

const commit = { db_system_name: 'sqlite', db_operation_name: 'commit' } as const;
const sqlite = { db_system_name: 'sqlite' } as const;
const busyCodes: ReadonlySet<string> = new Set(['SQLITE_BUSY', 'SQLITE_LOCKED']);

const errorTypes: ReadonlyMap<string, (typeof commitErrors)[number]> = new Map(
  commitErrors.map((code) => [code, code]),
);

const suffixes = [
  ['database', ''],
  ['wal', '-wal'],
  ['shared_memory', '-shm'],
] as const;

export type StoreMetrics = CoreInstruments<typeof storeCatalog>;

/** Commits under the name of the OpenTelemetry semantic conventions, and what became of the rows. */
export function createStoreInstruments(metrics: StoreMetrics): StoreInstruments {
  return {
    committed: ({ rows, durationMs, errorCode }) => {
      metrics.duration.observe(
        { ...commit, error_type: errorTypes.get(errorCode ?? '') ?? '_other' },
        durationMs / 1000,
      );
      metrics.up.set(sqlite, errorCode === undefined ? 1 : 0);
      if (errorCode === undefined) metrics.rowsWritten.increment({}, rows);
      else if (busyCodes.has(errorCode)) metrics.busy.increment({});
    },
    rowRefused: (table) => metrics.rowsRefused.increment({ table }),
  };
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
