import type { CallContext } from 'glassgate/plugin-api';
import type { ContainerView } from './container-view.ts';
import { hindranceAfterProbe } from './hindrance.ts';
import { recheck } from './recheck.ts';
import { type CandidateParts, SearchCandidates } from './search-candidates.ts';
import type { SearchWish } from './search-wish.ts';
import type { StatusProbe } from './status-probe.ts';

export interface SearchParts extends CandidateParts {
  readonly probe: StatusProbe;
  /** Containers believed busy that are asked again before a request is refused. */
  readonly recheckLimit: number;
}

/** One request's search for a container: reserve the most wanted, ask it, and go on until one is ready. */
export class Search {
  readonly #parts: SearchParts;
  readonly #call: CallContext;
  readonly #candidates: SearchCandidates;
  readonly #startedAt = performance.now();
  #isRechecked = false;

  constructor(parts: SearchParts, call: CallContext, wish: SearchWish) {
    this.#parts = parts;
    this.#call = call;
    this.#candidates = new SearchCandidates(parts, call, wish);
  }

  /** The next container to use, reserved for this request; CONTAINER_BUSY when none is left. */
  async next(): Promise<ContainerView> {
    for (;;) {
      this.#call.signal.throwIfAborted();
      const view = this.#candidates.mostWanted();
      if (view === undefined) {
        if (this.#isRechecked) throw this.#candidates.nothingLeft();
        this.#isRechecked = true;
        const { probe, recheckLimit: limit } = this.#parts;
        await recheck(this.#candidates, { probe, limit, call: this.#call });
        continue;
      }
      // Whoever has waited for this one goes first; then it is kept, and the next look passes over it.
      if (!this.#parts.room().mayUse(view.id, this.#call.journal.runId)) continue;
      this.#parts.pool.reserve(view, this.#call.requestId);
      if (await this.#isReady(view)) return view;
    }
  }

  /** Never choose this container again in this request. */
  passOver(view: ContainerView, reason: string): void {
    this.#candidates.passOver(view, reason);
  }

  async #isReady(view: ContainerView): Promise<boolean> {
    const { pool, probe } = this.#parts;
    try {
      // Just asked by the recheck of this search: asking twice would find nothing new.
      if (view.checkedAt < this.#startedAt) await probe.ask(view, this.#call);
    } catch (error) {
      pool.release(view);
      throw error;
    }
    const hindrance = hindranceAfterProbe(pool, view);
    if (hindrance === undefined) {
      this.#candidates.choose(view);
      return true;
    }
    this.#candidates.passOver(view, hindrance);
    pool.release(view);
    return false;
  }
}
