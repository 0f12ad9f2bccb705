import type { Logger } from 'pino';
import { commitRows, reportRefusal } from './commit-rows.ts';
import type { PendingRow } from './pending-rows.ts';
import type { StoreInstruments } from './probe.ts';
import type { RowWriter } from './row-writer.ts';
import { storeErrorCode, storeUnavailable } from './store-error.ts';
import { type Group, type Task, WriteQueue } from './write-queue.ts';

export interface GroupCommitOptions {
  readonly writer: RowWriter;
  readonly instruments: StoreInstruments;
  readonly log: Logger;
  /** Rows that are kept while the database is unavailable; more are refused. */
  readonly maxKeptRows?: number;
  /** Pause before kept rows are tried again when no new row starts a transaction earlier. */
  readonly retryMs?: number;
}

/**
 * Gathers the writes of all requests while one transaction is in flight and commits them together in the
 * next. Groups and tasks run one after another, in the order in which they were queued.
 */
export class GroupCommit {
  readonly #options: Required<GroupCommitOptions>;
  readonly #queue = new WriteQueue();
  #inFlight: Group | Task | undefined;
  #isScheduled = false;
  #outage: Error | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: GroupCommitOptions) {
    this.#options = { maxKeptRows: 100_000, retryMs: 1000, ...options };
  }

  add(row: PendingRow): void {
    if (this.#isClosed) {
      reportRefusal(row, { code: 'CLOSED', ...this.#options });
      return;
    }
    const group = this.#queue.openGroup();
    if (this.#hasRoom(group, row)) group.rows.add(row);
    else this.#overflow(group, row);
    this.#schedule();
  }

  /**
   * Resolves when everything queued so far is on disk. Rows of many requests share a group and nobody knows
   * whose is whose: when one row of it is refused, all who wait for the group get STORE_UNAVAILABLE, although
   * the other rows are written.
   */
  committed(): Promise<void> {
    if (this.#isClosed) return Promise.reject(closedError());
    const group = this.#queue.lastGroup ?? this.#inFlight;
    if (group?.kind !== 'rows') return Promise.resolve();
    group.waiters ??= Promise.withResolvers();
    this.#schedule();
    return group.waiters.promise;
  }

  /** Run work that must see everything queued so far on disk; no other write happens meanwhile. */
  afterQueued<T>(work: () => Promise<T>): Promise<T> {
    return this.#isClosed ? Promise.reject(closedError()) : this.#enqueue(work);
  }

  /** Write what is queued and accept nothing more. Rows that cannot be written now are lost, and counted. */
  close(): Promise<void> {
    this.#closing ??= this.#drain();
    return this.#closing;
  }

  get #isClosed(): boolean {
    return this.#closing !== undefined;
  }

  async #drain(): Promise<void> {
    try {
      await this.#enqueue(async () => {});
    } catch (error) {
      const leftovers = this.#queue.leftovers();
      const code = storeErrorCode(error);
      for (const row of leftovers) this.#options.instruments.rowRefused(row.table.name, code);
      this.#options.log.error({ code, rows: leftovers.length }, 'rows lost when the store closed');
    }
    clearTimeout(this.#retryTimer);
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ kind: 'task', run: () => work().then(resolve, reject), refuse: reject });
      this.#schedule();
    });
  }

  // A turn of the loop between two transactions lets the requests that were read together, and those that the
  // last commit has woken, share the next one. Starting at once makes half as many transactions again at 16 connections.
  #schedule(): void {
    if (this.#isScheduled || this.#inFlight || this.#queue.isEmpty) return;
    clearTimeout(this.#retryTimer);
    this.#isScheduled = true;
    setImmediate(() => this.#runNext());
  }

  async #runNext(): Promise<void> {
    this.#isScheduled = false;
    this.#inFlight = this.#queue.next();
    const mayGoOn =
      this.#inFlight?.kind === 'rows' ? await this.#commit(this.#inFlight) : await this.#run(this.#inFlight);
    this.#inFlight = undefined;
    if (mayGoOn) this.#schedule();
    else if (!this.#isClosed)
      this.#retryTimer = setTimeout(() => this.#schedule(), this.#options.retryMs).unref();
  }

  async #run(task: Task | undefined): Promise<boolean> {
    await task?.run();
    return true;
  }

  async #commit(group: Group): Promise<boolean> {
    const { unavailable, refusal } = await commitRows(group.rows, this.#options);
    if (unavailable !== undefined) return this.#keep(group, unavailable);
    if (this.#outage) this.#options.log.info('store available again');
    this.#outage = undefined;
    const error =
      refusal === undefined ? group.loss : storeUnavailable('The database refused a row.', refusal);
    settle(group, error);
    return true;
  }

  #keep(group: Group, cause: unknown): boolean {
    const error = storeUnavailable('The database cannot be written at the moment.', cause);
    if (!this.#outage) {
      this.#options.log.error({ code: storeErrorCode(cause), rows: group.rows.size }, 'store unavailable');
    }
    this.#outage = error;
    settle(group, error);
    return this.#queue.putBack(group.rows, error);
  }

  #hasRoom(group: Group, row: PendingRow): boolean {
    return !this.#outage || group.rows.size < this.#options.maxKeptRows || group.rows.has(row);
  }

  #overflow(group: Group, { table }: PendingRow): void {
    const { instruments, log } = this.#options;
    instruments.rowRefused(table.name, 'QUEUE_FULL');
    if (group.loss) return;
    group.loss = storeUnavailable('The database is unavailable and too many rows wait for it.');
    log.error({ table: table.name, rows: group.rows.size }, 'rows refused while the store is unavailable');
  }
}

function settle({ waiters }: Group, error: Error | undefined): void {
  if (error) waiters?.reject(error);
  else waiters?.resolve();
}

function closedError(): Error {
  return storeUnavailable('The database is closed.');
}
