/** What a provider answered lately: all answers, and those that were 429. */
export class OutcomeWindow {
  readonly #now: () => number;
  /** When each answer came, oldest first. */
  #times: number[] = [];
  /** How many 429 came before each answer: a difference of two counts a window without walking through it. */
  #earlier429: number[] = [];
  #total429 = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Put down one answer and forget those older than `keepMs`. */
  add(is429: boolean, keepMs: number): void {
    this.#times.push(this.#now());
    this.#earlier429.push(this.#total429);
    if (is429) this.#total429 += 1;
    this.#forget(keepMs);
  }

  /** How many answers there were in the last `windowMs`, and which share of them was 429. */
  within(windowMs: number): { readonly count: number; readonly ratio: number } {
    const first = this.#firstSince(this.#now() - windowMs);
    const count = this.#times.length - first;
    if (count === 0) return { count, ratio: 0 };
    return { count, ratio: (this.#total429 - (this.#earlier429[first] ?? 0)) / count };
  }

  clear(): void {
    this.#times = [];
    this.#earlier429 = [];
    this.#total429 = 0;
  }

  // In large pieces: cutting off one answer at a time would move all the others each time.
  #forget(keepMs: number): void {
    const first = this.#firstSince(this.#now() - keepMs);
    if (first < 64 || first < this.#times.length / 2) return;
    this.#times = this.#times.slice(first);
    this.#earlier429 = this.#earlier429.slice(first);
  }

  #firstSince(since: number): number {
    let low = 0;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#times[middle] ?? 0) < since) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
