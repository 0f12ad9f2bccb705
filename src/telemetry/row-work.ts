import type { Attributes } from '@opentelemetry/api';
import type { RowWrite } from '../store/probe.ts';
import { sharedAttributes } from './shared-attributes.ts';

const operations = { put: 'INSERT', change: 'UPDATE', delete: 'DELETE' } as const;
const operationOrder = Object.values(operations);

/** More would make a name that nobody reads. */
const maxPairs = 5;

interface Pair {
  readonly operation: (typeof operationOrder)[number];
  readonly table: string;
}

/**
 * Which operations on which tables one request brought into a group. There are as many as the code has ways
 * to write; each is made once and shared, so that a row costs a look-up and no object.
 */
export class RowWork {
  /** A closed set, fit for the name of a span. */
  readonly summary: string;
  /** What a span says of one row, and of several. */
  readonly ofOne: Attributes;
  readonly ofMany: Attributes;
  readonly #pairs: readonly Pair[];
  readonly #known: Map<string, RowWork>;
  readonly #next = {
    put: new Map<string, RowWork>(),
    change: new Map<string, RowWork>(),
    delete: new Map<string, RowWork>(),
  } as const;

  private constructor(pairs: readonly Pair[], known: Map<string, RowWork>) {
    this.#pairs = pairs;
    this.#known = known;
    this.summary = summaryOf(pairs);
    const names = new Set(pairs.map(({ operation }) => operation));
    const tables = new Set(pairs.map(({ table }) => table));
    const [name] = names;
    const [table] = tables;
    const common: Attributes = {
      ...(tables.size === 1 && table !== undefined && { 'db.collection.name': table }),
      'db.query.summary': this.summary,
    };
    this.ofOne = sharedAttributes({ ...(name !== undefined && { 'db.operation.name': name }), ...common });
    this.ofMany = sharedAttributes({
      'db.operation.name': names.size === 1 ? `BATCH ${name}` : 'BATCH',
      ...common,
    });
  }

  /** Nothing yet. */
  static none(): RowWork {
    return new RowWork([], new Map());
  }

  and(write: RowWrite, table: string): RowWork {
    return this.#next[write].get(table) ?? this.#grown(write, table);
  }

  #grown(write: RowWrite, table: string): RowWork {
    const work = this.#with({ operation: operations[write], table });
    this.#next[write].set(table, work);
    return work;
  }

  #with(pair: Pair): RowWork {
    const has = this.#pairs.some(({ operation, table }) => {
      return operation === pair.operation && table === pair.table;
    });
    if (has || this.#pairs.length === maxPairs) return this;
    const pairs = [...this.#pairs, pair].sort(byOperation);
    const summary = summaryOf(pairs);
    // Whichever row came first, it is the same work.
    const work = this.#known.get(summary) ?? new RowWork(pairs, this.#known);
    this.#known.set(summary, work);
    return work;
  }
}

function byOperation(one: Pair, other: Pair): number {
  const order = operationOrder.indexOf(one.operation) - operationOrder.indexOf(other.operation);
  return order || (one.table < other.table ? -1 : 1);
}

function summaryOf(pairs: readonly Pair[]): string {
  return pairs.map(({ operation, table }) => `${operation} ${table}`).join(' ');
}
