import type { Clock } from './clock.ts';

/** Lets one worker wait for a time or for news, whatever comes first. */
export class Alarm {
  readonly #clock: Clock;
  #wake: (() => void) | undefined;
  #rang = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** There is news: ends the wait, or the next one when nobody waits now. */
  ring(): void {
    this.#rang = true;
    this.#wake?.();
  }

  /** Until the alarm rings, or until the clock shows `until`; undefined waits for the alarm alone. */
  async wait(until: number | undefined): Promise<void> {
    if (!this.#rang) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const forget = until === undefined ? undefined : this.#clock.after(until - this.#clock.now(), resolve);
      await promise;
      forget?.();
      this.#wake = undefined;
    }
    this.#rang = false;
  }
}
