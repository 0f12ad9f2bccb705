import {
  type CallContext,
  type ContainerSupply,
  type GlassgateError,
  type PinnedChat,
  type WaitingRoom,
  wishOf,
} from 'glassgate/plugin-api';
import type { ContainerPool } from './container-pool.ts';
import type { ContainerView } from './container-view.ts';
import { describeContainer, hindranceOf } from './hindrance.ts';
import type { Rejection } from './metrics.ts';
import { type RequestMemories, RequestMemory } from './request-memory.ts';
import { type Choice, nothingLeft, recordChoice, rejectionOf, type Searched } from './search-records.ts';
import { preferredFor, type SearchWish } from './search-wish.ts';
import type { SelectorMetrics } from './selector-metrics.ts';

export interface CandidateParts {
  readonly pool: ContainerPool;
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

/** The containers that one search may use: which it wants most, and which it has passed over, and why. */
export class SearchCandidates implements Searched {
  readonly pool: ContainerPool;
  readonly allowed: readonly string[] | undefined;
  readonly memory: RequestMemory;
  readonly candidates: number;
  readonly pin: PinnedChat | undefined;
  readonly #parts: CandidateParts;
  readonly #call: CallContext;
  readonly #preferred: string | undefined;
  readonly #tried = new Map<string, string>();
  /** Why those were passed over, as one word. */
  readonly #rejected = new Map<string, Rejection>();

  constructor(parts: CandidateParts, call: CallContext, wish: SearchWish) {
    this.#parts = parts;
    this.#call = call;
    this.pool = parts.pool;
    this.pin = wish.pin;
    this.memory = parts.memories?.of(call.journal) ?? new RequestMemory();
    this.allowed = wishOf(wish).containerIds;
    this.#preferred = preferredFor(wish);
    this.candidates = parts.pool.sizeOf(this.allowed);
    parts.watch?.began(this.candidates);
    const locked = parts.pool.locked(this.allowed).length;
    call.event('selector.candidates', { candidates: this.candidates, locked });
    if (wish.pin !== undefined && this.allowed?.length === 0) {
      this.#tried.set(wish.pin.containerId, 'not allowed for the profile');
      this.#rejected.set(wish.pin.containerId, 'not_allowed');
      parts.watch?.passedOver(wish.pin.containerId, 'not_allowed');
    }
  }

  get rejected(): ReadonlyMap<string, Rejection> {
    return this.#rejected;
  }

  /** The preferred one is news even when the search has found it in use before it could try it. */
  get tried(): ReadonlyMap<string, string> {
    const preferred = this.#preferred;
    const isNew = preferred !== undefined && !this.#tried.has(preferred);
    const lost = isNew
      ? [[preferred, `${recentChat}, but it is ${describeContainer(this.pool, preferred)}`] as const]
      : [];
    return new Map([...lost, ...this.#tried]);
  }

  /** The free one to try next: where a chat of the request lives, its turn of the queue, or whose turn it is. */
  mostWanted(): ContainerView | undefined {
    const { pool, allowed } = this;
    const isKept = (id: string) => this.keptFor(id) !== undefined;
    const own = this.#parts.room().turnOf(this.#runId)?.containerId;
    const first = [this.#preferred, this.#isAllowed(own) ? own : undefined]
      .map((id) => (id === undefined ? undefined : pool.get(id)))
      .find((view) => view && pool.isFree(view) && !this.#tried.has(view.id) && !isKept(view.id));
    return first ?? pool.leastRecentlySelected({ allowed, tried: this.#tried, isKept });
  }

  keptFor(id: string): string | undefined {
    return this.#parts.room().keptFor(id, this.#runId);
  }

  expectedWaitMs(): number {
    return this.#parts.expectedWaitMs(this.allowed, 1);
  }

  /** Passed over already, or kept for another request. */
  isLeftOut(id: string): boolean {
    return this.#tried.has(id) || this.keptFor(id) !== undefined;
  }

  passOver(view: ContainerView, reason: string): void {
    const { watch } = this.#parts;
    const hindrance = hindranceOf(this.pool, view);
    this.#tried.set(view.id, reason);
    this.#rejected.set(view.id, hindrance);
    watch?.passedOver(view.id, hindrance);
    if (this.#rejected.size > maxConflicts) return;
    this.#call.event('selector.conflict', { container_id: view.id, reason: hindrance });
  }

  choose(view: ContainerView): void {
    this.pool.selected(view);
    const choice = this.#choiceOf(view);
    this.#parts.room().served(this.#runId, view.id);
    this.#parts.watch?.chose(choice.strategy);
    recordChoice(this.#call, choice, this);
  }

  /** The error for a search that has come to an end. */
  nothingLeft(): GlassgateError {
    const wanted = new Set(this.allowed ?? [...this.pool.views].map(({ id }) => id));
    const untried = [...wanted].filter((id) => !this.#tried.has(id));
    const { watch } = this.#parts;
    for (const id of untried.slice(0, maxCounted)) watch?.passedOver(id, rejectionOf(id, this));
    return nothingLeft(this.#call, this);
  }

  get #runId(): string {
    return this.#call.journal.runId;
  }

  #isAllowed(id: string | undefined): boolean {
    return id !== undefined && this.allowed?.includes(id) !== false;
  }

  #choiceOf({ id }: ContainerView): Choice {
    if (this.pin !== undefined) return { id, strategy: 'pinned', reason: 'the chat lives there' };
    if (id === this.#preferred) return { id, strategy: 'preferred', reason: recentChat };
    const strategy = this.#parts.room().turnOf(this.#runId)?.containerId === id ? 'waited' : 'round_robin';
    return { id, strategy, reason: 'least recently selected of those free' };
  }
}
