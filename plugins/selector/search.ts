import {
  type CallContext,
  type ContainerSupply,
  type GlassgateError,
  type WaitingRoom,
  wishOf,
} from 'glassgate/plugin-api';
import type { ContainerPool } from './container-pool.ts';
import type { ContainerView } from './container-view.ts';
import type { Rejection } from './metrics.ts';
import { type RequestMemories, RequestMemory } from './request-memory.ts';
import { type Choice, nothingLeft, recordChoice, rejectionOf, type Searched } from './search-records.ts';
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
  /** Told of what the search may use, what it passes over and how it chooses, for the metrics. */
  readonly watch?: Pick<SelectorMetrics, 'began' | 'chose' | 'passedOver'>;
}

/** Containers that count as passed over when a search ends with none. */
const maxCounted = 64;

/** Containers of one request that turned out not to be free and are told of one by one. */
const maxConflicts = 8;

const recentChat = 'the most recent chat lives there';

/** One request's search for a container: what it may use and what it has tried. */
export class Search {
  readonly #parts: SearchParts;
  readonly #call: CallContext;
  readonly #wish: SearchWish;
  readonly #memory: RequestMemory;
  readonly #allowed: readonly string[] | undefined;
  readonly #preferred: string | undefined;
  readonly #candidates: number;
  readonly #tried = new Map<string, string>();
  /** Why those were passed over, as one word. */
  readonly #rejected = new Map<string, Rejection>();
  readonly #startedAt = performance.now();
  #isRechecked = false;

  constructor(parts: SearchParts, call: CallContext, wish: SearchWish) {
    this.#parts = parts;
    this.#call = call;
    this.#wish = wish;
    this.#memory = parts.memories?.of(call.journal) ?? new RequestMemory();
    this.#allowed = wishOf(wish).containerIds;
    this.#preferred = preferredFor(wish);
    this.#candidates = parts.pool.sizeOf(this.#allowed);
    parts.watch?.began(this.#candidates);
    const locked = parts.pool.locked(this.#allowed).length;
    call.event('selector.candidates', { candidates: this.#candidates, locked });
    if (wish.pin !== undefined && this.#allowed?.length === 0) {
      this.#tried.set(wish.pin.containerId, 'not allowed for the profile');
      this.#rejected.set(wish.pin.containerId, 'not_allowed');
      parts.watch?.passedOver(wish.pin.containerId, 'not_allowed');
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
    const { pool, watch } = this.#parts;
    const hindrance = pool.hindranceOf(view);
    this.#tried.set(view.id, reason);
    this.#rejected.set(view.id, hindrance);
    watch?.passedOver(view.id, hindrance);
    if (this.#rejected.size > maxConflicts) return;
    this.#call.event('selector.conflict', { container_id: view.id, reason: hindrance });
  }

  #nothingLeft(): GlassgateError {
    const searched = this.#searched;
    const { pool, watch } = this.#parts;
    const wanted = new Set(this.#allowed ?? [...pool.views].map(({ id }) => id));
    const untried = [...wanted].filter((id) => !this.#tried.has(id));
    for (const id of untried.slice(0, maxCounted)) watch?.passedOver(id, rejectionOf(id, searched));
    return nothingLeft(this.#call, searched);
  }

  get #runId(): string {
    return this.#call.journal.runId;
  }

  #keptFor(id: string): string | undefined {
    return this.#parts.room().keptFor(id, this.#runId);
  }

  get #searched(): Searched {
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
      candidates: this.#candidates,
      pin: this.#wish.pin,
      rejected: this.#rejected,
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
      const choice = this.#choiceOf(view);
      this.#parts.room().served(this.#runId, view.id);
      this.#parts.watch?.chose(choice.strategy);
      recordChoice(this.#call, choice, this.#searched);
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

  #choiceOf({ id }: ContainerView): Choice {
    if (this.#wish.pin !== undefined) return { id, strategy: 'pinned', reason: 'the chat lives there' };
    if (id === this.#preferred) return { id, strategy: 'preferred', reason: recentChat };
    const strategy = this.#parts.room().turnOf(this.#runId)?.containerId === id ? 'waited' : 'round_robin';
    return { id, strategy, reason: 'least recently selected of those free' };
  }
}
