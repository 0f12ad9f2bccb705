import {
  type CallContext,
  type ContainerSupply,
  type GlassgateError,
  type WaitingRoom,
  wishOf,
} from 'glassgate/plugin-api';
import type { ContainerPool } from './container-pool.ts';
import type { ContainerView } from './container-view.ts';
import { type RequestMemories, RequestMemory } from './request-memory.ts';
import { nothingLeft, recordChoice } from './search-records.ts';
import { preferredFor, type SearchWish } from './search-wish.ts';
import type { SelectorMetrics } from './selector-metrics.ts';
import type { StatusProbe } from './status-probe.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface SearchParts {
  readonly pool: ContainerPool;
  readonly probe: StatusProbe;
  /** Containers believed busy that are asked again before a request is refused. */
  readonly recheckLimit: number;
  /** What the searches of one request have in common. */
  readonly memories?: RequestMemories;
  readonly room: () => WaitingRoom;
  /** How long a request that is refused now would probably have to wait. */
  readonly expectedWaitMs: ContainerSupply['expectedWaitMs'];
  /** Told of what the search may use and of what it passes over, for the metrics. */
  readonly watch?: Pick<SelectorMetrics, 'began' | 'passedOver'>;
}

/** Containers that count as passed over when a search ends with none. */
const maxCounted = 64;

const recentChat = 'the most recent chat lives there';

/** One request's search for a container: what it may use and what it has tried. */
export class Search {
  readonly #parts: SearchParts;
  readonly #call: CallContext;
  readonly #wish: SearchWish;
  readonly #memory: RequestMemory;
  readonly #allowed: readonly string[] | undefined;
  readonly #preferred: string | undefined;
  readonly #tried = new Map<string, string>();
  readonly #startedAt = performance.now();
  #isRechecked = false;

  constructor(parts: SearchParts, call: CallContext, wish: SearchWish) {
    this.#parts = parts;
    this.#call = call;
    this.#wish = wish;
    this.#memory = parts.memories?.of(call.journal) ?? new RequestMemory();
    this.#allowed = wishOf(wish).containerIds;
    this.#preferred = preferredFor(wish);
    parts.watch?.began(parts.pool.sizeOf(this.#allowed));
    if (wish.pin !== undefined && this.#allowed?.length === 0) {
      this.#tried.set(wish.pin.containerId, 'not allowed for the profile');
    }
  }

  /** The next container to use, reserved for this request; CONTAINER_BUSY when none is left. */
  async next(): Promise<ContainerView> {
    for (;;) {
      this.#call.signal.throwIfAborted();
      const view = this.#mostWanted();
      if (view === undefined) {
        if (this.#isRechecked) throw this.#nothingLeft();
        this.#isRechecked = true;
        await this.#recheck();
        continue;
      }
      // Whoever has waited for this one goes first; then it is kept, and the next look passes over it.
      if (!this.#parts.room().mayUse(view.id, this.#runId)) continue;
      this.#parts.pool.reserve(view, this.#call.requestId);
      if (await this.#isReady(view)) return view;
    }
  }

  /** Never choose this container again in this request. */
  passOver(view: ContainerView, reason: string): void {
    this.#tried.set(view.id, reason);
    this.#parts.watch?.passedOver(view.id, this.#parts.pool.hindranceOf(view));
  }

  #nothingLeft(): GlassgateError {
    const { pool, watch } = this.#parts;
    const untried = pool.candidates(this.#allowed).filter(({ id }) => !this.#tried.has(id));
    for (const view of untried.slice(0, maxCounted)) watch?.passedOver(view.id, pool.hindranceOf(view));
    return nothingLeft(this.#call, this.#refusal(), this.#searched);
  }

  get #runId(): string {
    return this.#call.journal.runId;
  }

  #keptFor(id: string): string | undefined {
    return this.#parts.room().keptFor(id, this.#runId);
  }

  get #searched() {
    const { pool } = this.#parts;
    const preferred = this.#preferred;
    const isNew = preferred !== undefined && !this.#tried.has(preferred);
    const lost = isNew ? [[preferred, `${recentChat}, but it is ${pool.describe(preferred)}`] as const] : [];
    return {
      pool,
      allowed: this.#allowed,
      tried: new Map([...lost, ...this.#tried]),
      memory: this.#memory,
      keptFor: (id: string) => this.#keptFor(id),
      expectedWaitMs: () => this.#parts.expectedWaitMs(this.#allowed, 1),
    };
  }

  #mostWanted(): ContainerView | undefined {
    const { pool, room } = this.#parts;
    const isKept = (id: string) => this.#keptFor(id) !== undefined;
    const own = room().turnOf(this.#runId)?.containerId;
    const first = [this.#preferred, this.#isAllowed(own) ? own : undefined]
      .map((id) => (id === undefined ? undefined : pool.get(id)))
      .find((view) => view && pool.isFree(view) && !this.#tried.has(view.id) && !isKept(view.id));
    return first ?? pool.leastRecentlySelected({ allowed: this.#allowed, tried: this.#tried, isKept });
  }

  #isAllowed(id: string | undefined): boolean {
    return id !== undefined && this.#allowed?.includes(id) !== false;
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
    const hindrance = this.#hindrance(view);
    if (hindrance === undefined) {
      pool.selected(view);
      this.#parts.room().served(this.#runId, view.id);
      recordChoice(this.#call, { id: view.id, reason: this.#reasonFor(view) }, this.#searched);
      return true;
    }
    this.passOver(view, hindrance);
    pool.release(view);
    return false;
  }

  // The probe takes time: the configuration and the operators may have decided otherwise meanwhile.
  #hindrance(view: ContainerView): string | undefined {
    const { pool } = this.#parts;
    if (view.isDraining) return 'removed from the configuration';
    if (pool.isLocked(view)) return pool.describe(view.id);
    const isUsable = view.state !== 'busy' && view.state !== 'unreachable';
    return isUsable ? undefined : `${view.state} (asked before use)`;
  }

  // What the gateway believes may be old. A refusal must rest on an answer, so the candidates whose
  // answers are oldest are asked once more; the limit keeps a refusal from costing a whole large pool, also when
  // the request tries many profiles with it.
  async #recheck(): Promise<void> {
    const { pool, probe, recheckLimit } = this.#parts;
    const justAsked = this.#memory.justAsked();
    const isLeftOut = ({ id }: ContainerView) =>
      justAsked.has(id) || this.#tried.has(id) || this.#keptFor(id) !== undefined;
    const doubtful = pool
      .doubtful(this.#allowed, isLeftOut)
      .slice(0, Math.max(0, recheckLimit - justAsked.size));
    const asked = Promise.all(doubtful.map((view) => probe.refresh(view, this.#call)));
    await unlessAborted(asked, this.#call.signal);
    this.#memory.asked(doubtful.map(({ id }) => id));
  }

  #reasonFor({ id }: ContainerView): string {
    if (this.#wish.pin !== undefined) return 'the chat lives there';
    return id === this.#preferred ? recentChat : 'least recently selected of those free';
  }

  #refusal(): string {
    const { pin } = this.#wish;
    const { pool } = this.#parts;
    if (pin !== undefined) return `Container '${pin.containerId}', where the chat lives, is not free.`;
    const dead = pool.unreachable(this.#allowed);
    if (dead === '') return 'No container that the profile may use is free.';
    const deadPool = pool.unreachable();
    if (deadPool !== '') return `No container is reachable: ${deadPool}.`;
    return `No container that the profile may use is reachable: ${dead}.`;
  }
}
