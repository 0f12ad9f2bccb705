/** A limit that can be set anew and lifted. */
export class Limit {
  readonly #over: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(over: () => void) {
    this.#over = over;
  }

  /** From now on; replaces an earlier one. */
  set(ms: number): void {
    this.lift();
    this.#timer = setTimeout(this.#over, ms);
  }

  refresh(): void {
    this.#timer?.refresh();
  }

  lift(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
