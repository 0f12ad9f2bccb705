import { CommitPace } from './commit-pace.ts';
import { type CommitContext, commitRows, reportRefusal } from './commit-rows.ts';
import { CommitWait } from './commit-wait.ts';
import { Outage } from './outage.ts';
import type { PendingRow } from './pending-rows.ts';
import { storeErrorCode, storeUnavailable } from './store-error.ts';
import { TaskTurn } from './task-turn.ts';
import { TransactionLoop } from './transaction-loop.ts';
import { type Group, WriteQueue } from './write-queue.ts';

export interface GroupCommitOptions extends CommitContext {
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
  readonly #pace = new CommitPace();
  readonly #loop: TransactionLoop;
  readonly #outage: Outage;
  #closing: Promise<void> | undefined;

  constructor(options: GroupCommitOptions) {
    this.#options = { maxKeptRows: 100_000, retryMs: 1000, maxWaitMs: 5000, ...options };
    this.#queue = new WriteQueue(() => options.instruments.groupOpened());
    this.#outage = new Outage(this.#options);
    this.#loop = new TransactionLoop({
      queue: this.#queue,
      pace: this.#pace,
      retryMs: this.#options.retryMs,
      commit: (group) => this.#commit(group),
    });
  }

  add(row: PendingRow): void {
    if (this.#isClosed) {
      reportRefusal(row, { code: 'CLOSED', ...this.#options });
      return;
    }
    const group = this.#queue.openGroup();
    if (this.#outage.hasRoom(group, row)) {
      group.rows.add(row);
      group.probe.rowQueued(row.kind, row.table.name);
    } else this.#outage.overflow(group, row);
    this.#loop.schedule();
  }

  /**
   * Resolves when everything queued so far is on disk; rejects when that takes too long. Rows of many requests
   * share a group and nobody knows whose is whose: when one row of it is refused, all who wait for the group get
   * STORE_UNAVAILABLE, although the other rows are written.
   */
  committed(): Promise<void> {
    const refusal = this.#isClosed ? closedError() : this.#loop.hang;
    if (refusal) return Promise.reject(refusal);
    const group = this.#queue.lastGroup ?? this.#loop.inFlight;
    // Whoever waited for the group goes on a moment before the loop has put it away.
    if (group?.kind !== 'rows' || group.isOver) return Promise.resolve();
    if (group.wait === undefined || group.wait.isOver) group.wait = this.#wait(this.#options.maxWaitMs);
    this.#loop.schedule();
    return group.wait.promise;
  }

  /** Run work that must see everything queued so far on disk; no other write happens meanwhile. */
  afterQueued<T>(work: () => Promise<T>): Promise<T> {
    const refusal = this.#isClosed ? closedError() : this.#loop.hang;
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
    this.#loop.stopRetrying();
    try {
      await this.#enqueue(async () => {}, longestMs);
    } catch (error) {
      this.#outage.outlasts(this.#queue.leftovers(), storeErrorCode(error));
    }
  }

  #enqueue<T>(work: () => Promise<T>, maxWaitMs: number): Promise<T> {
    const turn = new TaskTurn(this.#wait(maxWaitMs));
    this.#queue.push(turn);
    this.#loop.schedule();
    return turn.take(work);
  }

  #wait(maxMs: number): CommitWait {
    return new CommitWait({ maxMs, late: () => this.#late() });
  }

  /** A transaction hangs: the disk, or another program that holds the file. */
  #late(): Error {
    const cause = Object.assign(new Error('no answer in time'), { code: 'TIMEOUT' });
    const error = storeUnavailable('The database has not answered in time.', cause);
    this.#outage.began(cause);
    this.#loop.late(error);
    return error;
  }

  async #commit(group: Group): Promise<boolean> {
    const rows = group.rows.size;
    const { unavailable, refusal } = await commitRows(group.rows, this.#options);
    this.#pace.wrote(rows);
    group.isOver = true;
    const failure = unavailable ?? refusal;
    group.probe.ended({ rows, errorCode: failure === undefined ? undefined : storeErrorCode(failure) });
    if (unavailable !== undefined) return this.#keep(group, unavailable);
    this.#outage.ended();
    const error =
      refusal === undefined ? group.loss : storeUnavailable('The database refused a row.', refusal);
    group.wait?.settle(error);
    return true;
  }

  #keep(group: Group, cause: unknown): boolean {
    const error = storeUnavailable('The database cannot be written at the moment.', cause);
    this.#outage.began(cause);
    group.wait?.settle(error);
    return this.#queue.putBack(group.rows, error);
  }
}

function closedError(): Error {
  return storeUnavailable('The database is closed.');
}
