import type { Readiness } from 'glassgate/plugin-api';

export interface StoreProbeOptions {
  /** Writes a row and waits until it is on disk. */
  readonly write: () => Promise<void>;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** For so long a result counts. */
  readonly freshMs?: number;
  /** Longest wait for the disk. */
  readonly patienceMs?: number;
}

/** Sees whether the database can be written: at most once in ten seconds, however often it is asked. */
export class StoreProbe {
  readonly #options: Required<StoreProbeOptions>;
  #checkedAt = Number.NEGATIVE_INFINITY;
  #last: Readiness = { ok: true, state: 'ok' };
  #running: Promise<void> | undefined;

  constructor(options: StoreProbeOptions) {
    this.#options = { freshMs: 10_000, patienceMs: 1000, ...options };
  }

  async check(): Promise<Readiness> {
    const { now, freshMs, patienceMs } = this.#options;
    if (now() - this.#checkedAt < freshMs) return this.#last;
    this.#running ??= this.#probe();
    const { promise: late, resolve } = Promise.withResolvers<Readiness>();
    const timer = setTimeout(() => resolve({ ok: false, state: 'slow' }), patienceMs);
    const result = await Promise.race([this.#running.then(() => this.#last), late]);
    clearTimeout(timer);
    return result;
  }

  async #probe(): Promise<void> {
    const { write, now } = this.#options;
    try {
      await write();
      this.#last = { ok: true, state: 'ok' };
      this.#checkedAt = now();
    } catch {
      // The store itself has said why. Not kept: whoever asks again wants to know whether it is over.
      this.#last = { ok: false, state: 'unavailable' };
    }
    this.#running = undefined;
  }
}
