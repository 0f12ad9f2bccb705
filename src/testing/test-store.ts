import { pino } from 'pino';
import type { Store, Table } from '../plugin-api/store.ts';
import { openStore } from '../store/open-store.ts';
import { createTelemetry } from '../telemetry/create-telemetry.ts';

export interface TestStore extends AsyncDisposable {
  readonly store: Store;
}

/** The real store with these tables, in memory. */
// biome-ignore lint/suspicious/noExplicitAny: a table list is open over its row types
export async function openTestStore(...tables: readonly Table<any>[]): Promise<TestStore> {
  return await openStore({
    path: ':memory:',
    tables: tables.map((table) => ({ plugin: 'test', table })),
    instruments: createTelemetry().store,
    log: pino({ level: 'silent' }),
  });
}
