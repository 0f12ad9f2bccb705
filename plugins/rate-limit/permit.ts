import type { OutcomeListener, UpstreamOutcome } from 'glassgate/plugin-api';

/** What a permit tells its limiter. */
export interface PermitEvents {
  readonly written: () => void;
  readonly answered: (outcome: UpstreamOutcome) => void;
  readonly unsent: () => void;
  readonly released: () => void;
}

/** Leave for one request to be sent. Whoever holds it says what became of it, and releases it at the end. */
export class Permit implements OutcomeListener {
  readonly #events: PermitEvents;
  #isWritten = false;
  #isReleased = false;
  #fate: UpstreamOutcome | 'unsent' | undefined;

  constructor(events: PermitEvents) {
    this.#events = events;
  }

  /** The answer of the far side, `unsent`, or undefined while nothing is known. */
  get fate(): UpstreamOutcome | 'unsent' | undefined {
    return this.#fate;
  }

  /** Something has left, so that the far side may have heard of it. */
  get isWritten(): boolean {
    return this.#isWritten;
  }

  written(): void {
    if (this.#isWritten || this.#fate !== undefined) return;
    this.#isWritten = true;
    this.#events.written();
  }

  answered(outcome: UpstreamOutcome): void {
    if (this.#fate !== undefined) return;
    this.written();
    this.#fate = outcome;
    this.#events.answered(outcome);
  }

  unsent(): void {
    if (this.#fate !== undefined) return;
    this.#fate = 'unsent';
    this.#events.unsent();
  }

  /** The request has ended. Where nobody knows whether it left, it counts as sent now. */
  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.written();
    this.#events.released();
  }
}
