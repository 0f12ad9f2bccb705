const windowMs = 60_000;

/** Addresses that are remembered; beyond that the one whose minute began first is forgotten. */
const mostAddresses = 10_000;

interface Failures {
  readonly since: number;
  count: number;
}

/** Stops an address from trying keys: after so many wrong ones it is refused for the rest of the minute. */
export class FailureLimit {
  readonly #now: () => number;
  readonly #byAddress = new Map<string, Failures>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Milliseconds for which this address is refused; 0 when it is not. */
  refusedMs(address: string, most: number): number {
    const failures = this.#current(address);
    if (most === 0 || failures === undefined || failures.count < most) return 0;
    return failures.since + windowMs - this.#now();
  }

  failed(address: string): void {
    const failures = this.#current(address);
    if (failures !== undefined) {
      failures.count += 1;
      return;
    }
    this.#byAddress.delete(address);
    this.#byAddress.set(address, { since: this.#now(), count: 1 });
    const [oldest] = this.#byAddress.keys();
    if (this.#byAddress.size > mostAddresses && oldest !== undefined) this.#byAddress.delete(oldest);
  }

  #current(address: string): Failures | undefined {
    const failures = this.#byAddress.get(address);
    return failures !== undefined && this.#now() - failures.since < windowMs ? failures : undefined;
  }
}
