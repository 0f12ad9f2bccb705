import type { Database } from 'sqlite3';

const repeatMs = 20;

/**
 * Stops what runs on a connection when its signal aborts. SQLite forgets an interrupt that comes before the first
 * step of a statement, and a statement may still be on its way to a thread: it is repeated until the query ends.
 */
export class Interrupt implements Disposable {
  readonly #database: Database;
  readonly #signal: AbortSignal;
  #timer: NodeJS.Timeout | undefined;

  constructor(database: Database, signal: AbortSignal) {
    this.#database = database;
    this.#signal = signal;
    signal.addEventListener('abort', this.#start, { once: true });
  }

  [Symbol.dispose](): void {
    this.#signal.removeEventListener('abort', this.#start);
    clearInterval(this.#timer);
  }

  readonly #start = (): void => {
    this.#database.interrupt();
    this.#timer = setInterval(() => this.#database.interrupt(), repeatMs);
  };
}
