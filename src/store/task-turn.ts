import type { CommitWait } from './commit-wait.ts';
import type { Task } from './write-queue.ts';

/** The place of one piece of work among the groups: its turn lasts until the work is done. */
export class TaskTurn implements Task {
  readonly kind = 'task';
  readonly #wait: CommitWait;
  readonly #done = Promise.withResolvers<void>();

  /** Work that has waited for as long as `wait` allows is given up. */
  constructor(wait: CommitWait) {
    this.#wait = wait;
  }

  /** Do the work when its turn comes; rejects without it when that takes too long. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    await this.#wait.promise;
    try {
      return await work();
    } finally {
      this.#done.resolve();
    }
  }

  run(): Promise<void> {
    this.#wait.settle(undefined);
    return this.#done.promise;
  }

  isGivenUp(): boolean {
    return this.#wait.isOver;
  }

  refuse(error: Error): void {
    this.#wait.settle(error);
  }
}
