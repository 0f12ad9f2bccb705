import type { ProviderConfig } from './config.ts';

type Limits = ProviderConfig['provider_retries'];

/** Keeps retries a small part of the traffic, so that they cannot bring a weak provider down for good. */
export class RetryBudget {
  readonly #limits: () => Limits;
  #active = 0;
  #retries = 0;

  constructor(limits: () => Limits) {
    this.#limits = limits;
  }

  began(): void {
    this.#active += 1;
  }

  ended(): void {
    this.#active -= 1;
  }

  /** False, and nothing taken, when too many of the requests under way are retries. Return it with `release`. */
  take(): boolean {
    const { budget_percent: percent, budget_min: least } = this.#limits();
    if (this.#retries >= Math.max(least, (this.#active * percent) / 100)) return false;
    this.#retries += 1;
    return true;
  }

  release(count: number): void {
    this.#retries -= count;
  }
}
