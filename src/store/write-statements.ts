import type { DeclaredTable } from './declared-table.ts';
import type { PendingRow } from './pending-rows.ts';

/** Rows of one shape are written by one statement. */
export interface RowShape {
  readonly kind: PendingRow['kind'];
  readonly table: DeclaredTable;
  /** In the order of the declaration; a change has the primary key among them, a deletion nothing else. */
  readonly columns: readonly string[];
}

/**
 * The statement that writes a JSON list of rows, each a list of values in the order of `columns`. `rows` is
 * an SQL expression. `jsonb_each` (SQLite 3.51) hands the rows on in binary form; `json_each` hands them on as
 * text, and groups of wide rows took twice as long with it.
 */
export function writeStatement(shape: RowShape, rows: string): string {
  if (shape.kind === 'delete') return deleteStatement(shape, rows);
  return shape.kind === 'put' ? putStatement(shape, rows) : changeStatement(shape, rows);
}

function putStatement({ table, columns }: RowShape, rows: string): string {
  const names = columns.map(quote).join(', ');
  const values = columns.map((_, index) => `j.value ->> ${index}`).join(', ');
  // Without WHERE the parser takes ON CONFLICT for the condition of a join.
  const insert = `INSERT INTO ${quote(table.name)} (${names}) SELECT ${values} FROM jsonb_each(${rows}) AS j WHERE true`;
  if (!columns.includes(table.primaryKey)) return insert;
  return `${insert} ON CONFLICT (${quote(table.primaryKey)}) DO ${onConflict(table, columns)}`;
}

function onConflict(table: DeclaredTable, columns: readonly string[]): string {
  const replaced = columns.filter((column) => column !== table.primaryKey);
  if (replaced.length === 0) return 'NOTHING';
  return `UPDATE SET ${replaced.map((column) => `${quote(column)} = excluded.${quote(column)}`).join(', ')}`;
}

function changeStatement({ table, columns }: RowShape, rows: string): string {
  const changes = columns.flatMap((column, index) =>
    column === table.primaryKey ? [] : [`${quote(column)} = j.value ->> ${index}`],
  );
  const key = `${quote(table.name)}.${quote(table.primaryKey)} = j.value ->> ${columns.indexOf(table.primaryKey)}`;
  return `UPDATE ${quote(table.name)} SET ${changes.join(', ')} FROM jsonb_each(${rows}) AS j WHERE ${key}`;
}

function deleteStatement({ table }: RowShape, rows: string): string {
  const keys = `SELECT j.value ->> 0 FROM jsonb_each(${rows}) AS j`;
  return `DELETE FROM ${quote(table.name)} WHERE ${quote(table.primaryKey)} IN (${keys})`;
}

function quote(name: string): string {
  return `"${name}"`;
}
