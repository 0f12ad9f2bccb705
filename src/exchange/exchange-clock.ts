import type { Timeouts } from '../plugin-api/exchange.ts';

export type TimeoutFailure = 'connect_timeout' | 'read_timeout' | 'total_timeout';

const longestTimerMs = 2 ** 31 - 1;

/**
 * Keeps the three limits of one exchange with one timer, which is set again only when it rings too early:
 * bytes that arrive cost no timer work. undici's own timers may be half a second late.
 */
export class ExchangeClock {
  readonly #limits: Timeouts;
  readonly #expired: (failure: TimeoutFailure) => void;
  readonly #startedAt = performance.now();
  #activeAt = this.#startedAt;
  #isConnected = false;
  #isStopped = false;
  #ringsAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: Timeouts, expired: (failure: TimeoutFailure) => void) {
    this.#limits = limits;
    this.#expired = expired;
    this.#arm();
  }

  /** The request goes out: from here on silence is limited. */
  connected(): void {
    this.#isConnected = true;
    this.#activeAt = performance.now();
    if (this.#dueAt() < this.#ringsAt) this.#arm();
  }

  /** Something arrived, now. */
  active(): number {
    this.#activeAt = performance.now();
    return this.#activeAt;
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const now = performance.now();
    const delayMs = Math.min(Math.max(1, Math.ceil(this.#dueAt() - now)), longestTimerMs);
    this.#ringsAt = now + delayMs;
    this.#timer = setTimeout(() => this.#ring(), delayMs);
  }

  #ring(): void {
    if (performance.now() < this.#dueAt()) {
      this.#arm();
      return;
    }
    // After a busy spell of the event loop timers run before the sockets are read. Bytes that lie there
    // already must count.
    setImmediate(() => {
      if (this.#isStopped) return;
      if (performance.now() < this.#dueAt()) return this.#arm();
      this.#isStopped = true;
      this.#expired(this.#due());
    });
  }

  #dueAt(): number {
    return Math.min(this.#silenceDueAt(), this.#startedAt + this.#limits.totalMs);
  }

  #silenceDueAt(): number {
    if (!this.#isConnected) return this.#startedAt + this.#limits.connectMs;
    return this.#activeAt + this.#limits.readMs;
  }

  #due(): TimeoutFailure {
    if (this.#startedAt + this.#limits.totalMs < this.#silenceDueAt()) return 'total_timeout';
    return this.#isConnected ? 'read_timeout' : 'connect_timeout';
  }
}
