import type { ColumnValue } from '../plugin-api/index.ts';
import type { DeclaredTable } from './declared-table.ts';
import type { RowWrite } from './probe.ts';

/** What is to be written of one row. */
export interface PendingRow {
  readonly kind: RowWrite;
  readonly table: DeclaredTable;
  /** Primary key included, unless the database is to choose it. */
  readonly columns: Readonly<Record<string, ColumnValue | undefined>>;
}

/** Rows that wait for a transaction: one entry per table and primary key, in the order of their first write. */
export class PendingRows {
  readonly #rows = new Map<unknown, PendingRow>();

  get size(): number {
    return this.#rows.size;
  }

  has(row: PendingRow): boolean {
    return this.#rows.has(identityOf(row));
  }

  /** Add a write; it merges into an earlier one of the same row, later columns win. */
  add(row: PendingRow): void {
    const identity = identityOf(row);
    const earlier = this.#rows.get(identity);
    this.#rows.set(identity, earlier ? merge(earlier, row) : row);
  }

  /** The oldest rows. They stay until `remove`, so that a failure loses none. */
  first(count: number): PendingRow[] {
    const rows: PendingRow[] = [];
    for (const row of this.#rows.values()) {
      if (rows.length === count) break;
      rows.push(row);
    }
    return rows;
  }

  remove(rows: readonly PendingRow[]): void {
    // Nearly always all of them: what is written is what was there.
    if (rows.length === this.#rows.size) this.#rows.clear();
    else for (const row of rows) this.#rows.delete(identityOf(row));
  }

  [Symbol.iterator](): IterableIterator<PendingRow> {
    return this.#rows.values();
  }
}

function merge(earlier: PendingRow, later: PendingRow): PendingRow {
  if (later.kind === 'delete') return later;
  if (earlier.kind === 'delete') return later.kind === 'put' ? inPlaceOfDeleted(later) : earlier;
  const kind = earlier.kind === 'put' ? 'put' : later.kind;
  const columns = { ...earlier.columns };
  for (const [name, value] of Object.entries(later.columns)) {
    // Absent and undefined say the same: leave the column alone.
    if (value !== undefined) columns[name] = value;
  }
  return { kind, table: later.table, columns };
}

/** The deleted row may still be in the database: every column that it had is given a new value. */
function inPlaceOfDeleted({ table, columns }: PendingRow): PendingRow {
  const blank = table.columnNames
    .filter((name) => columns[name] === undefined)
    .map((name) => [name, table.columns[name]?.default ?? null] as const);
  return { kind: 'put', table, columns: { ...columns, ...Object.fromEntries(blank) } };
}

/** A row whose key the database will choose equals only itself. */
function identityOf(row: PendingRow): unknown {
  const key = row.columns[row.table.primaryKey];
  return key === undefined || key === null ? row : `${row.table.name}/${key}`;
}
