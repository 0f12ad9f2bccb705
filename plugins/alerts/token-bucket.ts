interface BucketOptions {
  readonly ratePerSecond: number;
  readonly burst: number;
  readonly now: () => number;
}

/** How many messages may leave now. Starts full. */
export class TokenBucket {
  readonly #options: BucketOptions;
  #tokens: number;
  #filledAt: number;

  constructor(options: BucketOptions) {
    this.#options = options;
    this.#tokens = options.burst;
    this.#filledAt = options.now();
  }

  /** Whole messages that may leave now. */
  get available(): number {
    this.#fill();
    // A sum of fractions may fall short of a whole by less than anybody can wait for.
    return Math.floor(this.#tokens + 1e-9);
  }

  /** When the next one may leave. */
  get nextAt(): number {
    const { ratePerSecond, now } = this.#options;
    this.#fill();
    return now() + Math.max(0, Math.ceil(((1 - this.#tokens) / ratePerSecond) * 1000));
  }

  take(): void {
    this.#fill();
    this.#tokens -= 1;
  }

  #fill(): void {
    const { ratePerSecond, burst, now } = this.#options;
    // A clock that was set back adds nothing and takes nothing.
    const elapsedMs = Math.max(0, now() - this.#filledAt);
    this.#tokens = Math.min(burst, this.#tokens + (elapsedMs / 1000) * ratePerSecond);
    this.#filledAt = now();
  }
}
