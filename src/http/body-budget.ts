/** How many bytes the bodies of all requests hold together. */
export class BodyBudget {
  readonly #maxBytes: number;
  #used = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get used(): number {
    return this.#used;
  }

  /** The part of one request. */
  open(): BodyShare {
    let own = 0;
    // A body that is larger than the whole budget may pass alone: its route has a limit of its own.
    const hasRoom = (bytes: number) => this.#used === own || this.#used + bytes <= this.#maxBytes;
    return {
      hasRoom,
      take: (bytes) => {
        if (!hasRoom(bytes)) return false;
        own += bytes;
        this.#used += bytes;
        return true;
      },
      release: () => {
        this.#used -= own;
        own = 0;
      },
    };
  }
}

export interface BodyShare {
  hasRoom(bytes: number): boolean;
  /** False, and nothing taken, when the budget is used up. */
  take(bytes: number): boolean;
  /** Give everything back. */
  release(): void;
}
