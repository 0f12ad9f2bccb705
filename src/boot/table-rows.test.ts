import { createTelemetry } from '../telemetry/create-telemetry.ts';
import { openTestStore } from '../testing/test-store.ts';
import { TableRows, type TableRowsOptions, tableMetrics } from './table-rows.ts';

const things = { name: 'things', columns: { id: { type: 'text', primaryKey: true } }, indexes: [] } as const;

function watch(store: TableRowsOptions['store'], tables: readonly string[]) {
  const telemetry = createTelemetry();
  const metrics = telemetry.metricsFor('store').declare(tableMetrics);
  const rows = new TableRows({ store, tables, metrics });
  const series = async () =>
    (await telemetry.http.exposition()).text
      .split('\n')
      .filter((line) => line.startsWith('glassgate_store_table_rows{'));
  return { rows, series, [Symbol.asyncDispose]: () => rows[Symbol.asyncDispose]() };
}

it('shows the rows of each table as they were counted last', async () => {
  await using opened = await openTestStore(things);
  const table = opened.store.table(things);
  for (const id of ['a', 'b', 'c']) table.put({ id });
  await opened.store.committed();
  await using watched = watch(opened.store, ['things']);
  await watched.rows.count();
  table.put({ id: 'd' });
  await opened.store.committed();

  expect(await watched.series()).toEqual(['glassgate_store_table_rows{table="things"} 3']);

  await watched.rows.count();

  expect(await watched.series()).toEqual(['glassgate_store_table_rows{table="things"} 4']);
});

it('shows nothing while they cannot be counted', async () => {
  await using opened = await openTestStore(things);
  await using watched = watch(opened.store, ['things', 'gone']);

  await watched.rows.count();

  expect(await watched.series()).toEqual([]);
});

it('asks nothing where there is no table', async () => {
  let asked = 0;
  const query = () => {
    asked += 1;
    return Promise.resolve([]);
  };
  await using watched = watch({ query }, []);

  await watched.rows.count();

  expect(asked).toBe(0);
});
