import type { LockedContainers, SolveContainer } from 'glassgate/plugin-api';
import { describeLock, nothingLocked } from './container-lock.ts';
import { type ContainerState, ContainerView } from './container-view.ts';
import { type CountedState, countedStates, type Hindrance } from './metrics.ts';
import { SelectionOrder } from './selection-order.ts';

export interface Wanted {
  /** Ids; undefined means any. */
  readonly allowed: readonly string[] | undefined;
  /** Passed over already in this request. */
  readonly tried: ReadonlyMap<string, string>;
  /** Kept for another request. */
  readonly isKept?: (containerId: string) => boolean;
}

/** Containers that a sentence names. */
const maxNamed = 8;

/** All enabled containers, and whose turn it is. */
export class ContainerPool {
  #byId: ReadonlyMap<string, ContainerView>;
  readonly #draining = new Set<ContainerView>();
  // The search for a free one passes only those in use, however large the pool is.
  #order: SelectionOrder;
  readonly #locks: LockedContainers;
  #onFree: (containerId: string) => void = () => undefined;
  #onChanged: (view: ContainerView, former: ContainerState) => void = () => undefined;
  #selections = 0;

  constructor(containers: readonly SolveContainer[], locks = nothingLocked) {
    this.#locks = locks;
    const views = containers.map((container) => this.#newView(container));
    this.#byId = new Map(views.map((view) => [view.id, view]));
    this.#order = new SelectionOrder(views);
  }

  get views(): IterableIterator<ContainerView> {
    return this.#byId.values();
  }

  /** Containers that left the configuration and still run a request of ours. */
  get draining(): readonly ContainerView[] {
    return [...this.#draining];
  }

  /** Take a new configuration: what is known of containers that stay is kept, removed ones drain. */
  replace(containers: readonly SolveContainer[]): void {
    const views = containers.map((container) => this.#viewOf(container));
    const byId = new Map(views.map((view) => [view.id, view]));
    for (const view of this.#byId.values()) {
      if (byId.has(view.id)) continue;
      view.isDraining = true;
      if (view.reservedBy !== undefined) this.#draining.add(view);
    }
    this.#byId = byId;
    this.#order = new SelectionOrder(views);
  }

  /** Be told whenever a container may be used that could not. The end of an operator's lock is no such event. */
  whenFree(listener: (containerId: string) => void): void {
    this.#onFree = listener;
  }

  /** Be told whenever a container is seen in another state. */
  whenChanged(listener: (view: ContainerView, former: ContainerState) => void): void {
    this.#onChanged = listener;
  }

  /** Keep a container for a request of ours. */
  reserve(view: ContainerView, requestId: string): void {
    view.reservedBy = requestId;
    view.reservedAt = performance.now();
  }

  /** A request of ours is done with a container. */
  release(view: ContainerView): void {
    view.reservedBy = undefined;
    this.#draining.delete(view);
    if (!view.isDown) this.#becameAvailable(view);
  }

  get(id: string): ContainerView | undefined {
    return this.#byId.get(id);
  }

  /** The members of an allowed list that exist and are enabled; all of them without a list. */
  candidates(allowed: readonly string[] | undefined): ContainerView[] {
    if (allowed === undefined) return [...this.#byId.values()];
    return [...new Set(allowed)].flatMap((id) => this.#byId.get(id) ?? []);
  }

  /** The available candidate that was selected longest ago, or none. */
  leastRecentlySelected({ allowed, tried, isKept }: Wanted): ContainerView | undefined {
    const isFree = (view: ContainerView) =>
      this.isFree(view) && !tried.has(view.id) && isKept?.(view.id) !== true;
    if (allowed !== undefined) return oldest(this.candidates(allowed).filter(isFree));
    return this.#order.first(isFree);
  }

  /** May a request have it, as far as is known? */
  isFree(view: ContainerView): boolean {
    return view.isAvailable && !this.isLocked(view);
  }

  /** Does an operator keep it? */
  isLocked({ id }: ContainerView): boolean {
    return this.#locks.lockOf(id) !== undefined;
  }

  /** Why a search passes a container over, as one word. */
  hindranceOf(view: ContainerView): Hindrance {
    if (view.isDraining) return 'draining';
    if (this.isLocked(view)) return 'locked';
    if (view.state === 'unreachable') return 'unreachable';
    return view.state !== 'busy' && view.reservedBy !== undefined ? 'reserved' : 'busy';
  }

  /** How many containers a request may use. */
  sizeOf(allowed: readonly string[] | undefined): number {
    return allowed === undefined ? this.#byId.size : this.candidates(allowed).length;
  }

  /** Why a container is passed over, or what it is. */
  describe(id: string): string {
    const view = this.#byId.get(id);
    if (view === undefined) return 'not enabled';
    const lock = this.#locks.lockOf(id);
    return lock === undefined ? view.describe : describeLock(lock);
  }

  /** Why none of these answers, `c1 (refused), c2 (timeout)`; empty when one does, or when there is none. */
  unreachable(allowed?: readonly string[]): string {
    const views = this.candidates(allowed);
    if (views.some((view) => this.stateOf(view) !== 'unreachable')) return '';
    const named = views.slice(0, maxNamed).map(({ id, reason }) => `${id} (${reason})`);
    const rest = views.length > maxNamed ? [`${views.length - maxNamed} more`] : [];
    return [...named, ...rest].join(', ');
  }

  /** The members of an allowed list that an operator has locked. */
  locked(allowed: readonly string[] | undefined): readonly string[] {
    const ids = this.#locks.ids().filter((id) => this.#byId.has(id));
    return allowed === undefined ? ids : ids.filter((id) => allowed.includes(id));
  }

  /** Note that a container was selected: its next turn comes after everybody else's. */
  selected(view: ContainerView): void {
    this.#selections += 1;
    this.#order.moveToEnd(view, this.#selections);
  }

  /** Candidates that no request of ours uses and no operator keeps, and that are not left out; oldest news first. */
  doubtful(
    allowed: readonly string[] | undefined,
    isLeftOut: (view: ContainerView) => boolean,
  ): ContainerView[] {
    return this.candidates(allowed)
      .filter((view) => view.reservedBy === undefined && !this.isLocked(view) && !isLeftOut(view))
      .sort((a, b) => a.checkedAt - b.checkedAt);
  }

  #newView(container: SolveContainer): ContainerView {
    const view = new ContainerView(container);
    view.onAvailable = () => this.#becameAvailable(view);
    view.onChanged = (former) => this.#onChanged(view, former);
    return view;
  }

  #becameAvailable(view: ContainerView): void {
    this.#order.back(view);
    if (this.isFree(view)) this.#onFree(view.id);
  }

  #viewOf(container: SolveContainer): ContainerView {
    const known = this.#byId.get(container.id) ?? [...this.#draining].find(({ id }) => id === container.id);
    if (known === undefined) return this.#newView(container);
    this.#draining.delete(known);
    known.isDraining = false;
    // Another address is another worker: nothing that was seen says anything about it.
    if (known.container.baseUrl !== container.baseUrl) known.saw('unknown');
    known.container = container;
    return known;
  }

  countByState(): Record<CountedState, number> {
    const none = countedStates.map((state) => [state, 0] as const);
    const counts = Object.fromEntries(none) as Record<CountedState, number>;
    counts.draining = this.#draining.size;
    for (const view of this.views) counts[this.stateOf(view)] += 1;
    return counts;
  }

  /** What a container is counted as. */
  stateOf(view: ContainerView): CountedState {
    if (view.isDraining) return 'draining';
    if (view.reservedBy !== undefined) return 'reserved';
    return this.isLocked(view) ? 'locked' : view.state;
  }
}

function oldest(views: readonly ContainerView[]): ContainerView | undefined {
  return views.reduce<ContainerView | undefined>((best, view) => {
    if (best === undefined || view.selectedAs < best.selectedAs) return view;
    return view.selectedAs === best.selectedAs && view.id < best.id ? view : best;
  }, undefined);
}
