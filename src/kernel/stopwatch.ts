/** Measures the time a stage spends in itself: it stands still while the rest of the chain runs. */
export class Stopwatch {
  readonly startedAt: number;
  #pausedMs = 0;
  #pausedSince = 0;
  #restRuns = 0;
  #stoppedAt: number | undefined;

  constructor(now: number = performance.now()) {
    this.startedAt = now;
  }

  /** Run the rest of the chain off the clock. Overlapping calls count once. */
  async pauseWhile<T>(rest: () => Promise<T>): Promise<T> {
    if (this.#restRuns === 0) this.#pausedSince = performance.now();
    this.#restRuns += 1;
    try {
      return await rest();
    } finally {
      this.#restRuns -= 1;
      if (this.#restRuns === 0) this.#pausedMs += performance.now() - this.#pausedSince;
    }
  }

  stop(): void {
    this.#stoppedAt ??= performance.now();
  }

  /** Milliseconds so far. */
  selfMs(): number {
    const now = this.#stoppedAt ?? performance.now();
    const paused = this.#pausedMs + (this.#restRuns > 0 ? now - this.#pausedSince : 0);
    return Math.max(0, now - this.startedAt - paused);
  }
}
