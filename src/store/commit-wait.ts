export interface CommitWaitOptions {
  readonly maxMs: number;
  /** The limit has passed. Returns what those who waited are told. */
  readonly late: () => Error;
}

/** Those who wait for one commit. Nobody waits longer than the limit; the rows then go on waiting without them. */
export class CommitWait {
  readonly #waiters = Promise.withResolvers<void>();
  readonly #timer: NodeJS.Timeout;
  #isOver = false;

  constructor({ maxMs, late }: CommitWaitOptions) {
    this.#timer = setTimeout(() => this.settle(late()), maxMs).unref();
  }

  get promise(): Promise<void> {
    return this.#waiters.promise;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  settle(error: Error | undefined): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    if (error) this.#waiters.reject(error);
    else this.#waiters.resolve();
  }
}
