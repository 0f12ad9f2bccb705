export interface BucketOptions {
  readonly ratePerMinute: number;
  readonly capacity: number;
  /** Milliseconds. A clock that is set back adds nothing and takes nothing. */
  readonly now: () => number;
}

// Refilling adds fractions that do not sum to whole tokens exactly: a token is there when this little is missing.
const tolerance = 1e-9;

/** Tokens that come back at a steady rate, up to a capacity. Starts full. */
export class TokenBucket {
  readonly #now: () => number;
  #ratePerMinute: number;
  #capacity: number;
  #tokens: number;
  #refilledAt: number;

  constructor({ ratePerMinute, capacity, now }: BucketOptions) {
    this.#now = now;
    this.#ratePerMinute = ratePerMinute;
    this.#capacity = capacity;
    this.#tokens = capacity;
    this.#refilledAt = now();
  }

  get tokens(): number {
    this.#refill();
    return this.#tokens;
  }

  /** Tokens that can be taken at once. */
  get whole(): number {
    return Math.floor(this.tokens + tolerance);
  }

  get capacity(): number {
    return this.#capacity;
  }

  get ratePerMinute(): number {
    return this.#ratePerMinute;
  }

  /** What has come back so far came at the old rate. */
  setRate(ratePerMinute: number): void {
    this.#refill();
    this.#ratePerMinute = ratePerMinute;
  }

  setCapacity(capacity: number): void {
    this.#refill();
    this.#capacity = capacity;
    this.#tokens = Math.min(this.#tokens, capacity);
  }

  /** Whole tokens that can be taken now. */
  get available(): number {
    return Math.floor(this.tokens + tolerance);
  }

  /** Take one token, if there is one. */
  take(): boolean {
    this.#refill();
    if (this.#tokens < 1 - tolerance) return false;
    this.#tokens = Math.max(0, this.#tokens - 1);
    return true;
  }

  /** Put back a token that was not used after all. */
  giveBack(): void {
    this.#refill();
    this.#tokens = Math.min(this.#capacity, this.#tokens + 1);
  }

  /** Milliseconds until there is a token: (1 − T) / r. */
  waitMs(): number {
    this.#refill();
    if (this.#tokens >= 1 - tolerance) return 0;
    return ((1 - this.#tokens) / this.#ratePerMinute) * 60_000;
  }

  #refill(): void {
    const now = this.#now();
    const elapsedMs = Math.max(0, now - this.#refilledAt);
    this.#tokens = Math.min(this.#capacity, this.#tokens + (elapsedMs / 60_000) * this.#ratePerMinute);
    this.#refilledAt = now;
  }
}
