import { backoffMs } from './backoff.ts';
import type { Clock } from './clock.ts';

const longestPauseMs = 60_000;
const failuresUntilDown = 3;

/** Whether a channel works, and when it is asked again. */
export class ChannelHealth {
  readonly #clock: Clock;
  #failures = 0;
  #pausedUntil = 0;
  #probeAt: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get pausedUntil(): number {
    return this.#pausedUntil;
  }

  /** While it fails something is tried once a minute, so that it is found soon when it works again. */
  get probeAt(): number | undefined {
    return this.#probeAt;
  }

  failed(retryAfterMs = 0): void {
    this.#failures += 1;
    const now = this.#clock.now();
    const pause = backoffMs(this.#failures, { maxMs: longestPauseMs, random: () => this.#clock.random() });
    this.#pausedUntil = now + Math.max(pause, retryAfterMs);
    this.#probeAt = now + Math.max(longestPauseMs, retryAfterMs);
  }

  /** Returns true when it was down before. */
  worked(): boolean {
    const wasDown = this.#failures >= failuresUntilDown;
    this.#failures = 0;
    this.#pausedUntil = 0;
    this.#probeAt = undefined;
    return wasDown;
  }
}
