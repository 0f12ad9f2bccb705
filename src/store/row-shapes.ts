import type { ColumnValue } from '../plugin-api/index.ts';
import type { PendingRow } from './pending-rows.ts';
import type { RowShape } from './write-statements.ts';

/** A shape that has been seen, with the number that its trigger answers to. */
export interface KnownShape extends RowShape {
  readonly id: number;
}

/** The shapes in use. A table has a handful: code decides which columns it writes together, not requests. */
export class RowShapes {
  readonly #shapes = new Map<string, KnownShape>();

  of(row: PendingRow): KnownShape {
    const columns = row.table.columnNames.filter((name) => row.columns[name] !== undefined);
    const signature = `${row.kind} ${row.table.name} ${columns.join()}`;
    const known = this.#shapes.get(signature);
    if (known) return known;
    const shape = { id: this.#shapes.size + 1, kind: row.kind, table: row.table, columns };
    this.#shapes.set(signature, shape);
    return shape;
  }
}

/** The values of one row in the order of its shape. */
export function valuesOf(row: PendingRow, { columns }: RowShape): ColumnValue[] {
  return columns.map((name) => {
    const value = row.columns[name] ?? null;
    // Half a surrogate pair has no place in UTF-8: SQLite would keep bytes that no reader can decode.
    return typeof value === 'string' ? value.toWellFormed() : value;
  });
}
