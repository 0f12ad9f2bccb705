import type { ColumnValue } from '../plugin-api/index.ts';
import type { DeclaredTable } from './declared-table.ts';
import type { PendingRow } from './pending-rows.ts';
import type { RowShape } from './write-statements.ts';

/** A shape that has been seen, with the number that its trigger answers to. */
export interface KnownShape extends RowShape {
  readonly id: number;
}

type ShapesOfTable = Record<PendingRow['kind'], Map<string, KnownShape>>;

/** The shapes in use. A table has a handful: code decides which columns it writes together, not requests. */
export class RowShapes {
  readonly #byTable = new Map<DeclaredTable, ShapesOfTable>();
  #count = 0;

  of({ kind, table, columns }: PendingRow): KnownShape {
    const shapes = this.#byTable.get(table)?.[kind] ?? this.#open(table)[kind];
    const signature = signatureOf(table, columns);
    const known = shapes.get(signature);
    if (known) return known;
    this.#count += 1;
    const given = table.columnNames.filter((name) => columns[name] !== undefined);
    const shape = { id: this.#count, kind, table, columns: given };
    shapes.set(signature, shape);
    return shape;
  }

  #open(table: DeclaredTable): ShapesOfTable {
    const shapes = { put: new Map(), change: new Map(), delete: new Map() };
    this.#byTable.set(table, shapes);
    return shapes;
  }
}

/** Which columns are given, one bit each. Joining their names took longer than the rest of a row. */
function signatureOf({ columnNames }: DeclaredTable, columns: PendingRow['columns']): string {
  let signature = '';
  let bits = 1;
  for (const name of columnNames) {
    bits = (bits << 1) | (columns[name] === undefined ? 0 : 1);
    if (bits < 0x8000) continue;
    signature += String.fromCharCode(bits);
    bits = 1;
  }
  return signature + String.fromCharCode(bits);
}

/** The values of one row in the order of its shape. */
export function valuesOf(row: PendingRow, { columns }: RowShape): ColumnValue[] {
  return columns.map((name) => {
    const value = row.columns[name] ?? null;
    // Half a surrogate pair has no place in UTF-8: SQLite would keep bytes that no reader can decode.
    return typeof value === 'string' ? value.toWellFormed() : value;
  });
}
