export interface WindowGuardOptions {
  /** Most sends in any window. */
  readonly limit: number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** How long ago earlier sends were, in milliseconds: those of the process before. */
  readonly earlierAgesMs?: readonly number[];
}

/** One send that was let through. */
export interface GuardedSend {
  /** It has left: from now on its minute runs. Until then it counts, however long that takes. */
  written(): void;
  /** It never left. */
  takeBack(): void;
}

/**
 * A minute as the provider counts it begins when a request arrives there, which is a little after it was sent.
 * Counting longer than a minute keeps a slow first request and a fast last one apart.
 */
const windowMs = 60_000 + 250;

/** Keeps the number of sends in any sliding minute at or below a limit, also across a restart. */
export class WindowGuard {
  readonly #now: () => number;
  #limit: number;
  /** When each send left, oldest first; those before `#first` are over. */
  #sends: number[];
  #first = 0;
  /** Let through, and not yet known to have left. */
  #pending = 0;

  constructor({ limit, now, earlierAgesMs = [] }: WindowGuardOptions) {
    this.#now = now;
    this.#limit = limit;
    const start = now();
    // An age below zero comes from a wall clock that was set back: such a send may be as young as can be.
    this.#sends = earlierAgesMs.map((age) => start - Math.max(0, age)).sort((a, b) => a - b);
  }

  get limit(): number {
    return this.#limit;
  }

  setLimit(limit: number): void {
    this.#limit = limit;
  }

  get pending(): number {
    return this.#pending;
  }

  /** Sends that still count. */
  get count(): number {
    this.#forget();
    return this.#sends.length - this.#first + this.#pending;
  }

  /** Milliseconds until one more may be sent; Infinity while only the end of a pending one can make room. */
  waitMs(): number {
    const room = this.#limit - this.#pending;
    if (room <= 0) return Number.POSITIVE_INFINITY;
    this.#forget();
    const index = this.#sends.length - room;
    const blocking = index < this.#first ? undefined : this.#sends[index];
    return blocking === undefined ? 0 : Math.max(0, blocking + windowMs - this.#now());
  }

  /** Count one that is let through now. */
  open(): GuardedSend {
    this.#pending += 1;
    let at: number | undefined;
    let isOver = false;
    return {
      written: () => {
        if (isOver || at !== undefined) return;
        at = this.#now();
        this.#pending -= 1;
        this.#sends.push(at);
      },
      takeBack: () => {
        if (isOver) return;
        isOver = true;
        if (at === undefined) this.#pending -= 1;
        else this.#remove(at);
      },
    };
  }

  /** Ages in milliseconds of the sends that have left and still count, oldest first. */
  ages(): number[] {
    this.#forget();
    const now = this.#now();
    return this.#sends.slice(this.#first).map((at) => now - at);
  }

  #remove(at: number): void {
    const index = this.#sends.lastIndexOf(at);
    if (index >= this.#first) this.#sends.splice(index, 1);
  }

  #forget(): void {
    const oldest = this.#now() - windowMs;
    while ((this.#sends[this.#first] ?? Number.POSITIVE_INFINITY) <= oldest) this.#first += 1;
    // In large pieces: cutting off one at a time would move all the others each time.
    if (this.#first < 64 || this.#first < this.#sends.length / 2) return;
    this.#sends = this.#sends.slice(this.#first);
    this.#first = 0;
  }
}
