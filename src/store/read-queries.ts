import type { Database } from 'sqlite3';
import { type ColumnValue, GlassgateError, type QueryOptions } from '../plugin-api/index.ts';
import { finalize, prepare, readAll } from './database-calls.ts';
import { Interrupt } from './interrupt.ts';
import { observed } from './observed-operation.ts';
import type { StoreInstruments } from './probe.ts';
import { storeErrorCode, storeUnavailable } from './store-error.ts';

const limitMs = 60_000;

export interface ReadQueriesOptions {
  /** False when the connection also writes: an interrupt stops whatever runs on it. */
  readonly mayInterrupt: boolean;
  readonly instruments: StoreInstruments;
}

const select = { name: 'SELECT', table: undefined } as const;

/**
 * Queries of plugins, one at a time: each that runs holds one of the few threads of the process, which the
 * commits need too.
 */
export class ReadQueries implements AsyncDisposable {
  readonly #database: Database;
  readonly #mayInterrupt: boolean;
  readonly #instruments: StoreInstruments;
  readonly #closed = new AbortController();
  #last: Promise<unknown> = Promise.resolve();

  constructor(database: Database, { mayInterrupt, instruments }: ReadQueriesOptions) {
    this.#database = database;
    this.#mayInterrupt = mayInterrupt;
    this.#instruments = instruments;
  }

  run<R>(sql: string, parameters: readonly ColumnValue[], options: QueryOptions = {}): Promise<R[]> {
    return observed(this.#instruments, select, () => this.#inTurn<R>(sql, parameters, options));
  }

  #inTurn<R>(sql: string, parameters: readonly ColumnValue[], options: QueryOptions): Promise<R[]> {
    const turn = this.#last.then(() => this.#answer<R>(sql, parameters, options));
    // How this one ends is its caller's business.
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Stop the query that runs, and refuse those that wait. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort(storeUnavailable('The database is closed.'));
    await this.#last;
  }

  async #answer<R>(sql: string, parameters: readonly ColumnValue[], options: QueryOptions): Promise<R[]> {
    const stop = AbortSignal.any([
      this.#closed.signal,
      AbortSignal.timeout(limitMs),
      ...(options.signal === undefined ? [] : [options.signal]),
    ]);
    stop.throwIfAborted();
    const interrupt = this.#mayInterrupt ? new Interrupt(this.#database, stop) : undefined;
    try {
      await requireSelect(this.#database, sql);
      stop.throwIfAborted();
      return await readAll<R>(this.#database, sql, parameters);
    } catch (error) {
      if (stop.aborted && GlassgateError.is(stop.reason)) throw stop.reason;
      throw asStoreError(error);
    } finally {
      interrupt?.[Symbol.dispose]();
    }
  }
}

// Only a SELECT may stand in the place of a table. The connection of a file is read-only besides; that of a
// database in memory is the one that writes.
async function requireSelect(database: Database, sql: string): Promise<void> {
  await finalize(await prepare(database, `SELECT 1 FROM (${sql}\n)`));
}

function asStoreError(error: unknown): GlassgateError {
  if (storeErrorCode(error) !== 'SQLITE_ERROR') return storeUnavailable('A query cannot be answered.', error);
  const message = 'A query is no SELECT that the database understands.';
  return new GlassgateError('INTERNAL_ERROR', message, { cause: error });
}
