import type { Readiness, ReadinessChecks } from 'glassgate/plugin-api';

/** What the parts of the gateway say of themselves, by name. */
export class Board implements ReadinessChecks {
  readonly #checks = new Map<string, () => Readiness>();

  add(name: string, check: () => Readiness): void {
    this.#checks.set(name, check);
  }

  read(): ReadonlyMap<string, Readiness> {
    return new Map([...this.#checks].map(([name, check]) => [name, check()]));
  }
}
