import type { CircuitSettings } from './config.ts';

export const circuitStates = ['closed', 'half_open', 'open'] as const;
export type CircuitState = (typeof circuitStates)[number];

/** Keeps requests away from an upstream that fails, and lets single ones try whether it is back. */
export class Circuit {
  settings: CircuitSettings;
  readonly #now: () => number;
  #fails = 0;
  #passes = 0;
  #openUntil: number | undefined;
  #isTrying = false;

  constructor(settings: CircuitSettings, now: () => number) {
    this.settings = settings;
    this.#now = now;
  }

  get state(): CircuitState {
    if (this.#openUntil === undefined) return 'closed';
    return this.#now() < this.#openUntil ? 'open' : 'half_open';
  }

  /** True when a request may be sent now. */
  get isPassable(): boolean {
    if (this.state === 'half_open') return !this.#isTrying;
    return this.state === 'closed';
  }

  /** Until a request may try again; 0 when one may now. */
  get retryInMs(): number {
    return Math.max(0, (this.#openUntil ?? 0) - this.#now());
  }

  /** A request is on its way. */
  began(): void {
    if (this.state === 'half_open') this.#isTrying = true;
  }

  passed(): void {
    this.#fails = 0;
    this.#isTrying = false;
    if (this.#openUntil === undefined) return;
    this.#passes += 1;
    if (this.#passes >= this.settings.passes) this.#openUntil = undefined;
  }

  failed(): void {
    const wasTrying = this.#openUntil !== undefined;
    this.#isTrying = false;
    this.#passes = 0;
    this.#fails += 1;
    if (!wasTrying && this.#fails < this.settings.fails) return;
    this.#openUntil = this.#now() + this.settings.open_seconds * 1000;
  }

  /** It ended in a way that says nothing of the upstream. */
  ended(): void {
    this.#isTrying = false;
  }
}
