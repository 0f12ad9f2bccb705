import { AsyncLocalStorage } from 'node:async_hooks';
import type { CommitPace } from './commit-pace.ts';
import type { Group, Task, WriteQueue } from './write-queue.ts';

export interface TransactionLoopParts {
  readonly queue: WriteQueue;
  readonly pace: CommitPace;
  /** Pause before a group that has failed is tried again when nothing new starts a transaction earlier. */
  readonly retryMs: number;
  /** Write a group. Says false when it has failed and nothing else is to be written. */
  readonly commit: (group: Group) => Promise<boolean>;
}

/** Runs what is queued, one after another: a group or a task begins when the one before it has ended. */
export class TransactionLoop {
  readonly #parts: TransactionLoopParts;
  // A transaction has rows of many requests: a line about it must not have the ids of the one that began it.
  readonly #ofNobody = AsyncLocalStorage.snapshot();
  #inFlight: Group | Task | undefined;
  #hang: Error | undefined;
  #isScheduled = false;
  #isRetrying = true;
  #retryTimer: NodeJS.Timeout | undefined;

  constructor(parts: TransactionLoopParts) {
    this.#parts = parts;
  }

  get inFlight(): Group | Task | undefined {
    return this.#inFlight;
  }

  /** Set while a transaction hangs that somebody has waited for in vain: nobody else needs to. */
  get hang(): Error | undefined {
    return this.#hang;
  }

  /** Somebody has waited in vain. */
  late(error: Error): void {
    if (this.#inFlight) this.#hang = error;
  }

  /** See to it that what is queued gets its turn. */
  schedule(): void {
    if (this.#isScheduled || this.#inFlight || this.#parts.queue.isEmpty) return;
    clearTimeout(this.#retryTimer);
    this.#isScheduled = true;
    this.#ofNobody(() => this.#parts.pace.whenReady(() => void this.#runNext()));
  }

  /** From now on a group that fails is not tried again by itself. */
  stopRetrying(): void {
    this.#isRetrying = false;
    clearTimeout(this.#retryTimer);
  }

  async #runNext(): Promise<void> {
    const { queue, commit, retryMs } = this.#parts;
    this.#isScheduled = false;
    this.#inFlight = queue.next();
    const mayGoOn =
      this.#inFlight?.kind === 'rows' ? await commit(this.#inFlight) : await this.#run(this.#inFlight);
    this.#inFlight = undefined;
    this.#hang = undefined;
    if (mayGoOn) this.schedule();
    else if (this.#isRetrying) this.#retryTimer = setTimeout(() => this.schedule(), retryMs).unref();
  }

  async #run(task: Task | undefined): Promise<boolean> {
    if (task?.isGivenUp() === false) await task.run();
    return true;
  }
}
