import { TransientMap, type Turn } from 'glassgate/plugin-api';

/** A profile and a container that are kept for a request until it has taken them, or given them back. */
export interface Kept extends Turn {
  readonly runId: string;
  readonly requestId: string;
}

/** What is kept for whom. */
export class KeptThings {
  readonly #byRun = new TransientMap<string, Kept>();
  readonly #byProfile = new TransientMap<string, Kept>();
  readonly #byContainer = new TransientMap<string, Kept>();

  of(runId: string): Kept | undefined {
    return this.#byRun.get(runId);
  }

  profile(id: string): Kept | undefined {
    return this.#byProfile.get(id);
  }

  container(id: string): Kept | undefined {
    return this.#byContainer.get(id);
  }

  add(kept: Kept): void {
    this.#byRun.set(kept.runId, kept);
    this.#byProfile.set(kept.profileId, kept);
    this.#byContainer.set(kept.containerId, kept);
  }

  /** Keep it no longer. Returns what it was. */
  drop(runId: string): Kept | undefined {
    const kept = this.#byRun.get(runId);
    if (kept === undefined) return undefined;
    this.#byRun.delete(runId);
    this.#byProfile.delete(kept.profileId);
    this.#byContainer.delete(kept.containerId);
    return kept;
  }
}
