import type { ColumnsDescription, QueryInterface } from 'sequelize';
import type { DeclaredTable } from './declared-table.ts';
import { attributeOf, type TableModel } from './models.ts';
import { storeUnavailable } from './store-error.ts';

export interface CompletionTarget {
  readonly table: DeclaredTable;
  readonly model: TableModel;
  readonly queries: QueryInterface;
}

/**
 * Create the table, or add to an existing one what it lacks. Nothing is dropped or changed, so that it may
 * run again after a crash half-way and on a file that another program made.
 */
export async function completeTable({ table, model, queries }: CompletionTarget): Promise<void> {
  if (!(await queries.tableExists(table.name))) {
    await queries.createTable(table.name, model.getAttributes());
  }
  await addMissingColumns(table, queries);
  await addMissingIndexes(table, queries);
}

async function addMissingColumns(table: DeclaredTable, queries: QueryInterface): Promise<void> {
  const present = await queries.describeTable(table.name);
  // SQLite compares names of columns without case.
  const presentNames = new Set(Object.keys(present).map((name) => name.toLowerCase()));
  const missing = table.columnNames.filter((name) => !presentNames.has(name.toLowerCase()));
  refuseImpossible(table, { present, missing });
  for (const name of missing) {
    const column = table.columns[name];
    if (column) await queries.addColumn(table.name, name, attributeOf(column));
  }
}

interface Comparison {
  readonly present: ColumnsDescription;
  readonly missing: readonly string[];
}

function refuseImpossible(table: DeclaredTable, { present, missing }: Comparison): void {
  const known = new Set(table.columnNames.map((name) => name.toLowerCase()));
  const keys = Object.keys(present).filter((name) => present[name]?.primaryKey);
  const problems = [
    ...missing
      .filter((name) => table.columns[name]?.notNull && table.columns[name]?.default === undefined)
      .map((name) => `column '${name}' is NOT NULL and needs a default for the rows that are there already`),
    ...Object.entries(present)
      .filter(([name, column]) => !known.has(name.toLowerCase()) && isRequired(column))
      .map(([name]) => `its column '${name}' is NOT NULL without a default, and Glassgate does not fill it`),
    ...(keys.join().toLowerCase() === table.primaryKey.toLowerCase()
      ? []
      : [`its primary key is (${keys.join(', ')}) instead of (${table.primaryKey})`]),
  ];
  if (problems.length === 0) return;
  throw storeUnavailable(
    `Table '${table.name}' of plugin '${table.plugin}' exists and cannot be completed: ${problems.join('; ')}.`,
  );
}

function isRequired(column: ColumnsDescription[string]): boolean {
  return !column.allowNull && !column.primaryKey && (column.defaultValue ?? undefined) === undefined;
}

interface PresentIndex {
  readonly name: string;
  readonly fields: readonly { readonly attribute: string }[];
}

async function addMissingIndexes(table: DeclaredTable, queries: QueryInterface): Promise<void> {
  // Sequelize types the answer as a plain object; for this dialect it is a list of indexes.
  const present = (await queries.showIndex(table.name)) as readonly PresentIndex[];
  const covered = new Set(present.map(({ fields }) => fields.map(({ attribute }) => attribute).join()));
  const names = new Set(present.map(({ name }) => name));
  for (const fields of table.indexes) {
    const name = [table.name, ...fields].join('_');
    if (covered.has(fields.join()) || names.has(name)) continue;
    await queries.addIndex(table.name, [...fields], { name });
  }
}
