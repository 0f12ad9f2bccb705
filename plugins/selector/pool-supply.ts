import { type ContainerSupply, expectedWaitMs, type GlassgateError, HoldTimes } from 'glassgate/plugin-api';
import type { ContainerPool } from './container-pool.ts';
import type { ContainerView } from './container-view.ts';
import { doubtful } from './recheck.ts';
import type { StatusProbe } from './status-probe.ts';

interface SupplyParts {
  readonly pool: ContainerPool;
  readonly probe: StatusProbe;
  /** After so long there is news of every container. */
  readonly newsMs: () => number;
  onError(error: unknown): void;
}

/** Containers asked at once for those who wait. */
const recheckLimit = 16;

/** What those who wait for a container want to know of the pool. */
export class PoolSupply implements ContainerSupply {
  readonly #parts: SupplyParts;
  readonly #times = new HoldTimes();

  constructor(parts: SupplyParts) {
    this.#parts = parts;
  }

  isFree(id: string): boolean {
    const { pool } = this.#parts;
    const view = pool.get(id);
    return view !== undefined && pool.isFree(view);
  }

  firstFree(ids: readonly string[] | undefined, isKept: (id: string) => boolean): string | undefined {
    return this.#parts.pool.leastRecentlySelected({ allowed: ids, tried: new Map(), isKept })?.id;
  }

  isInUse(ids: readonly string[] | undefined): boolean {
    return this.#inUse(ids).length > 0;
  }

  recheck(ids: readonly string[] | undefined): void {
    const { pool, probe, onError } = this.#parts;
    const isKnownFree = (view: ContainerView) => view.isAvailable;
    for (const view of doubtful(pool, { allowed: ids, isLeftOut: isKnownFree }).slice(0, recheckLimit)) {
      // Questions under way are shared, so a worker that answers slowly is not asked twice.
      probe.refresh(view).catch(onError);
    }
  }

  expectedWaitMs(ids: readonly string[] | undefined, position: number): number {
    const now = performance.now();
    const heldMs = this.#inUse(ids).map(({ reservedAt }) => now - reservedAt);
    const typicalMs = this.#times.typicalMs(ids);
    // Others use them, or they are down: the next news of them is the next chance.
    if (heldMs.length === 0) return Math.max(this.#parts.newsMs(), typicalMs ?? 0);
    return expectedWaitMs({ heldMs, typicalMs, position });
  }

  /** A request of ours has used a container. One that was refused there says nothing of how long work takes. */
  record(view: ContainerView, failure?: GlassgateError): void {
    if (failure?.kind !== 'busy') this.#times.record(view.id, performance.now() - view.reservedAt);
  }

  #inUse(ids: readonly string[] | undefined): ContainerView[] {
    return this.#parts.pool.candidates(ids).filter(({ reservedBy }) => reservedBy !== undefined);
  }
}
