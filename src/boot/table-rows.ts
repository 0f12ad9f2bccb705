import { defineMetrics, type Instruments, openSets } from '../plugin-api/metrics.ts';
import type { Store } from '../plugin-api/store.ts';

/** How full the tables are; declared under the name `store`. */
export const tableMetrics = defineMetrics({
  tableRows: {
    type: 'gauge',
    name: 'table_rows',
    help: 'Rows of each table that plugins declare.',
    unit: 'rows',
    moves: 'Once a minute, when they are counted. Absent while they cannot be.',
    labels: { table: openSets.tables },
  },
});

export interface TableRowsOptions {
  readonly store: Pick<Store, 'query'>;
  readonly tables: readonly string[];
  readonly metrics: Instruments<typeof tableMetrics>;
}

interface Counted {
  readonly name: string;
  readonly found: number;
}

const intervalMs = 60_000;

/** Counts the rows of all tables from time to time, so that no scrape waits for the database. */
export class TableRows implements AsyncDisposable {
  readonly #options: TableRowsOptions;
  readonly #end = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #counted: readonly Counted[] = [];
  #running: Promise<void>;

  constructor(options: TableRowsOptions) {
    this.#options = options;
    options.metrics.tableRows.mirror(() => this.#counted.map(({ name, found }) => [{ table: name }, found]));
    this.#timer = setInterval(() => {
      this.#running = this.#running.then(() => this.count());
    }, intervalMs).unref();
    this.#running = this.count();
  }

  async count(): Promise<void> {
    const { store, tables } = this.#options;
    if (tables.length === 0) return;
    const counts = tables.map(
      (table, index) => `SELECT ?${index + 1} AS name, COUNT(*) AS found FROM ${table}`,
    );
    try {
      this.#counted = await store.query(counts.join(' UNION ALL '), tables, { signal: this.#end.signal });
    } catch {
      // A database that cannot be read has metrics and alerts of its own; old numbers would hide it.
      this.#counted = [];
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#end.abort();
    await this.#running;
  }
}
