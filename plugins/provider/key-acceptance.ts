export type KeyState = 'unknown' | 'ok' | 'failed';

/** A refusal is believed for so long: without traffic nobody would ever learn that the key is good again. */
const believedMs = 60_000;

/** A 403 may be about one model, so it takes several in a row. */
const refusalsNeeded = 3;

/** Whether a provider takes a key, from what it answered to requests. */
export class KeyAcceptance {
  readonly #now: () => number;
  #refusals = 0;
  #refusedAt = Number.NEGATIVE_INFINITY;
  #wasTaken = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  get state(): KeyState {
    if (this.#refusals >= refusalsNeeded) {
      return this.#now() - this.#refusedAt < believedMs ? 'failed' : 'unknown';
    }
    return this.#wasTaken ? 'ok' : 'unknown';
  }

  answered(status: number): void {
    if (status !== 401 && status !== 403) {
      this.#refusals = 0;
      // An error of a server, or of what stands before it, says nothing of the key.
      if (status < 500) this.#wasTaken = true;
      return;
    }
    this.#refusals += status === 401 ? refusalsNeeded : 1;
    this.#refusedAt = this.#now();
  }

  /** There is another key now. */
  forget(): void {
    this.#refusals = 0;
    this.#wasTaken = false;
  }
}
