import { AsyncLocalStorage } from 'node:async_hooks';
import type { Logger } from 'pino';
import { CommitPace } from './commit-pace.ts';
import { commitRows, reportRefusal } from './commit-rows.ts';
import { CommitWait } from './commit-wait.ts';
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
  /** How long anybody waits for a commit, or for the turn of a task. */
  readonly maxWaitMs?: number;
}

/** The longest time that a timer knows: 24 days. */
const longestMs = 2 ** 31 - 1;

/**
 * Gathers the writes of all requests while one transaction is in flight and commits them together in the
 * next. Groups and tasks run one after another, in the order in which they were queued.
 */
export class GroupCommit {
  readonly #options: Required<GroupCommitOptions>;
  readonly #queue: WriteQueue;
  // A transaction has rows of many requests: a line about it must not have the ids of the one that began it.
  readonly #ofNobody = AsyncLocalStorage.snapshot();
  readonly #pace = new CommitPace();
  #inFlight: Group | Task | undefined;
  #isScheduled = false;
  #outage: Error | undefined;
  /** Set while a transaction hangs that somebody has waited for in vain: nobody else needs to. */
  #hang: Error | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: GroupCommitOptions) {
    this.#options = { maxKeptRows: 100_000, retryMs: 1000, maxWaitMs: 5000, ...options };
    this.#queue = new WriteQueue(() => options.instruments.groupOpened());
  }

  add(row: PendingRow): void {
    if (this.#isClosed) {
      reportRefusal(row, { code: 'CLOSED', ...this.#options });
      return;
    }
    const group = this.#queue.openGroup();
    if (this.#hasRoom(group, row)) {
      group.rows.add(row);
      group.probe.rowQueued(row.kind, row.table.name);
    } else this.#overflow(group, row);
    this.#schedule();
  }

  /**
   * Resolves when everything queued so far is on disk; rejects when that takes too long. Rows of many requests
   * share a group and nobody knows whose is whose: when one row of it is refused, all who wait for the group get
   * STORE_UNAVAILABLE, although the other rows are written.
   */
  committed(): Promise<void> {
    const refusal = this.#isClosed ? closedError() : this.#hang;
    if (refusal) return Promise.reject(refusal);
    const group = this.#queue.lastGroup ?? this.#inFlight;
    if (group?.kind !== 'rows') return Promise.resolve();
    if (group.wait === undefined || group.wait.isOver) group.wait = this.#wait(this.#options.maxWaitMs);
    this.#schedule();
    return group.wait.promise;
  }

  /** Run work that must see everything queued so far on disk; no other write happens meanwhile. */
  afterQueued<T>(work: () => Promise<T>): Promise<T> {
    const refusal = this.#isClosed ? closedError() : this.#hang;
    return refusal ? Promise.reject(refusal) : this.#enqueue(work, this.#options.maxWaitMs);
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
      await this.#enqueue(async () => {}, longestMs);
    } catch (error) {
      this.#lose(this.#queue.leftovers(), storeErrorCode(error));
    }
    clearTimeout(this.#retryTimer);
  }

  #lose(groups: readonly Group[], code: string): void {
    const lost = groups.flatMap(({ rows }) => [...rows]);
    for (const { table } of lost) this.#options.instruments.rowRefused(table.name, code);
    for (const { probe, rows } of groups) probe.ended({ rows: rows.size, errorCode: code });
    this.#options.log.error(
      { event: 'store.rows_lost', code, rows: lost.length },
      'rows lost when the store closed',
    );
  }

  async #enqueue<T>(work: () => Promise<T>, maxWaitMs: number): Promise<T> {
    const turn = this.#wait(maxWaitMs);
    const done = Promise.withResolvers<void>();
    const run = () => {
      turn.settle(undefined);
      return done.promise;
    };
    this.#queue.push({
      kind: 'task',
      run,
      isGivenUp: () => turn.isOver,
      refuse: (error) => turn.settle(error),
    });
    this.#schedule();
    await turn.promise;
    try {
      return await work();
    } finally {
      done.resolve();
    }
  }

  #wait(maxMs: number): CommitWait {
    return new CommitWait({ maxMs, late: () => this.#late() });
  }

  /** A transaction hangs: the disk, or another program that holds the file. */
  #late(): Error {
    const cause = Object.assign(new Error('no answer in time'), { code: 'TIMEOUT' });
    const error = storeUnavailable('The database has not answered in time.', cause);
    this.#begin(error, cause);
    if (this.#inFlight) this.#hang = error;
    return error;
  }

  #schedule(): void {
    if (this.#isScheduled || this.#inFlight || this.#queue.isEmpty) return;
    clearTimeout(this.#retryTimer);
    this.#isScheduled = true;
    this.#ofNobody(() => this.#pace.whenReady(() => void this.#runNext()));
  }

  async #runNext(): Promise<void> {
    this.#isScheduled = false;
    this.#inFlight = this.#queue.next();
    const mayGoOn =
      this.#inFlight?.kind === 'rows' ? await this.#commit(this.#inFlight) : await this.#run(this.#inFlight);
    this.#inFlight = undefined;
    this.#hang = undefined;
    if (mayGoOn) this.#schedule();
    else if (!this.#isClosed)
      this.#retryTimer = setTimeout(() => this.#schedule(), this.#options.retryMs).unref();
  }

  async #run(task: Task | undefined): Promise<boolean> {
    if (task?.isGivenUp() === false) await task.run();
    return true;
  }

  async #commit(group: Group): Promise<boolean> {
    const rows = group.rows.size;
    const { unavailable, refusal } = await commitRows(group.rows, this.#options);
    this.#pace.wrote(rows);
    const failure = unavailable ?? refusal;
    group.probe.ended({ rows, errorCode: failure === undefined ? undefined : storeErrorCode(failure) });
    if (unavailable !== undefined) return this.#keep(group, unavailable);
    if (this.#outage) this.#options.log.info({ event: 'store.available' }, 'store available again');
    this.#outage = undefined;
    const error =
      refusal === undefined ? group.loss : storeUnavailable('The database refused a row.', refusal);
    group.wait?.settle(error);
    return true;
  }

  #keep(group: Group, cause: unknown): boolean {
    const error = storeUnavailable('The database cannot be written at the moment.', cause);
    this.#begin(error, cause);
    group.wait?.settle(error);
    return this.#queue.putBack(group.rows, error);
  }

  #begin(outage: Error, cause: unknown): void {
    if (!this.#outage)
      this.#options.log.error(
        { event: 'store.unavailable', code: storeErrorCode(cause) },
        'store unavailable',
      );
    this.#outage = outage;
  }

  #hasRoom(group: Group, row: PendingRow): boolean {
    return !this.#outage || group.rows.size < this.#options.maxKeptRows || group.rows.has(row);
  }

  #overflow(group: Group, { table }: PendingRow): void {
    const { instruments, log } = this.#options;
    instruments.rowRefused(table.name, 'QUEUE_FULL');
    if (group.loss) return;
    group.loss = storeUnavailable('The database is unavailable and too many rows wait for it.');
    log.error(
      { event: 'store.full', table: table.name, rows: group.rows.size },
      'rows refused while the store is unavailable',
    );
  }
}

function closedError(): Error {
  return storeUnavailable('The database is closed.');
}
