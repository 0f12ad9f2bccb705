/** One timer for everybody who waits. It runs only while somebody does. */
export class Pacer implements Disposable {
  readonly #tick: () => void;
  readonly #periodMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(tick: () => void, periodMs: number) {
    this.#tick = tick;
    this.#periodMs = periodMs;
  }

  run(isNeeded: boolean): void {
    if (!isNeeded) this[Symbol.dispose]();
    else this.#timer ??= setInterval(this.#tick, this.#periodMs).unref();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
