import { expectedWaitMs, GlassgateError, HoldTimes, type ProfileLeases } from 'glassgate/plugin-api';
import type { Leases } from './leases.ts';

/** Who holds which profile, and for how long that usually is. */
export class ProfileHolds implements ProfileLeases {
  readonly #leases: Leases;
  readonly #times = new HoldTimes();

  constructor(leases: Leases) {
    this.#leases = leases;
  }

  isFree(profileId: string): boolean {
    return this.#leases.holderOf(profileId) === undefined;
  }

  expectedWaitMs(profileIds: readonly string[], position: number): number {
    const heldMs = profileIds.flatMap((id) => {
      const holder = this.#leases.holderOf(id);
      return holder === undefined ? [] : [Date.now() - holder.acquiredAt.getTime()];
    });
    return expectedWaitMs({ heldMs, typicalMs: this.#times.typicalMs(profileIds), position });
  }

  /** A request is done with its profile. One that found no container says nothing of how long work takes. */
  record(profileId: string, ms: number, failure: unknown): void {
    const isRefused = GlassgateError.is(failure) && failure.kind === 'busy';
    if (!isRefused) this.#times.record(profileId, ms);
  }
}
