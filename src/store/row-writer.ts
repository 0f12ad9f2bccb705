import type { Database, Statement } from 'sqlite3';
import type { ColumnValue } from '../plugin-api/index.ts';
import { execute, finalize, prepare, run } from './database-calls.ts';
import type { PendingRow } from './pending-rows.ts';
import { type KnownShape, RowShapes, valuesOf } from './row-shapes.ts';
import { writeStatement } from './write-statements.ts';

// The view stores nothing: each (shape, rows) inserted into it fires the trigger of that shape.
const view = 'temp.glassgate_group';
const createView = `CREATE VIEW ${view} AS SELECT 0 AS shape, NULL AS rows`;
const writeGroup = `INSERT INTO ${view} (shape, rows)
  SELECT value ->> 0, jsonb_extract(value, '$[1]') FROM jsonb_each(?1)`;

/**
 * Writes a group of rows, of any tables and shapes, with one kept statement and one JSON parameter. A single
 * statement is a transaction: there is no BEGIN to be left open by an error, no half-written state that a read
 * on the same connection could see, and one trip to the thread pool where BEGIN, a statement per shape and
 * COMMIT are three or more.
 */
export class RowWriter {
  readonly #database: Database;
  #shapes = new RowShapes();
  readonly #triggers = new Set<number>();
  #statement: Statement | undefined;

  private constructor(database: Database) {
    this.#database = database;
  }

  static async open(database: Database): Promise<RowWriter> {
    await execute(database, createView);
    return new RowWriter(database);
  }

  /** Write all rows or, when it throws, none. No two of them may be the same row. */
  async write(rows: readonly PendingRow[]): Promise<void> {
    const group = new Map<KnownShape, ColumnValue[][]>();
    for (const row of rows) {
      const shape = this.#shapes.of(row);
      const values = group.get(shape);
      if (values) values.push(valuesOf(row, shape));
      else group.set(shape, [valuesOf(row, shape)]);
    }
    for (const shape of group.keys()) {
      if (!this.#triggers.has(shape.id)) await this.#createTrigger(shape);
    }
    this.#statement ??= await prepare(this.#database, writeGroup);
    try {
      await run(this.#statement, JSON.stringify(Array.from(group, ([shape, values]) => [shape.id, values])));
    } catch (error) {
      // A statement that failed keeps the triggers it was compiled with: with a trigger made later it would
      // write nothing and say that it did.
      await this.close();
      throw error;
    }
  }

  /** Write one row by a statement of its own, which knows no other table. */
  async writeAlone(row: PendingRow): Promise<void> {
    const shape = this.#shapes.of(row);
    const statement = await prepare(this.#database, writeStatement(shape, '?1'));
    try {
      await run(statement, JSON.stringify([valuesOf(row, shape)]));
    } finally {
      await finalize(statement);
    }
  }

  /** Forget every shape: a trigger on a table that has gone would break the groups of all others. */
  async reset(): Promise<void> {
    await this.close();
    this.#shapes = new RowShapes();
    this.#triggers.clear();
    await execute(this.#database, `DROP VIEW ${view}; ${createView}`);
  }

  async close(): Promise<void> {
    if (this.#statement) await finalize(this.#statement);
    this.#statement = undefined;
  }

  async #createTrigger(shape: KnownShape): Promise<void> {
    await execute(
      this.#database,
      `CREATE TEMP TRIGGER glassgate_shape_${shape.id} INSTEAD OF INSERT ON ${view}
       WHEN new.shape = ${shape.id} BEGIN ${writeStatement(shape, 'new.rows')}; END`,
    );
    this.#triggers.add(shape.id);
  }
}
