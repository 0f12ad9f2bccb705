/** More rows than this in a group are those of several requests. */
const rowsOfOne = 4;
const gatheringMs = 2;

/**
 * How long rows gather before they are written. A turn of the loop lets the requests that were read together, and
 * those that the last commit has woken, share a transaction: starting at once makes half as many again at 16
 * connections. Among many requests two milliseconds save another eighth of what a request costs; one alone does
 * not wait for them, unless it is the first after a crowd.
 */
export class CommitPace {
  #isCrowded = false;

  wrote(rows: number): void {
    this.#isCrowded = rows > rowsOfOne;
  }

  /** Calls `write` when it is time. */
  whenReady(write: () => void): void {
    if (this.#isCrowded) setTimeout(write, gatheringMs);
    else setImmediate(write);
  }
}
