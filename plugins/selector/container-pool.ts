import type { ContainerLock, LockedContainers, SolveContainer } from 'glassgate/plugin-api';
import { nothingLocked } from './container-lock.ts';
import { type ContainerState, ContainerView } from './container-view.ts';
import { reloadedViews } from './reloaded-views.ts';
import { SelectionOrder } from './selection-order.ts';

export interface Wanted {
  /** Ids; undefined means any. */
  readonly allowed: readonly string[] | undefined;
  /** Passed over already in this request. */
  readonly tried: ReadonlyMap<string, string>;
  /** Kept for another request. */
  readonly isKept?: (containerId: string) => boolean;
}

/** All enabled containers, and whose turn it is. */
export class ContainerPool {
  #byId: ReadonlyMap<string, ContainerView> = new Map();
  readonly #draining = new Set<ContainerView>();
  // The search for a free one passes only those in use, however large the pool is.
  #order = new SelectionOrder([]);
  readonly #locks: LockedContainers;
  #onFree: (containerId: string) => void = () => undefined;
  #onChanged: (view: ContainerView, former: ContainerState) => void = () => undefined;
  #selections = 0;

  constructor(containers: readonly SolveContainer[], locks = nothingLocked) {
    this.#locks = locks;
    this.replace(containers);
  }

  get views(): IterableIterator<ContainerView> {
    return this.#byId.values();
  }

  /** Containers that left the configuration and still run a request of ours. */
  get draining(): readonly ContainerView[] {
    return [...this.#draining];
  }

  get drainingCount(): number {
    return this.#draining.size;
  }

  /** Take a new configuration: what is known of containers that stay is kept, removed ones drain. */
  replace(containers: readonly SolveContainer[]): void {
    const views = reloadedViews(containers, {
      byId: this.#byId,
      draining: this.#draining,
      newView: (container) => this.#newView(container),
    });
    this.#byId = new Map(views.map((view) => [view.id, view]));
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

  /** The lock of the operator who keeps it. */
  lockOf(id: string): ContainerLock | undefined {
    return this.#locks.lockOf(id);
  }

  /** How many containers a request may use. */
  sizeOf(allowed: readonly string[] | undefined): number {
    return allowed === undefined ? this.#byId.size : this.candidates(allowed).length;
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
}

function oldest(views: readonly ContainerView[]): ContainerView | undefined {
  return views.reduce<ContainerView | undefined>((best, view) => {
    if (best === undefined || view.selectedAs < best.selectedAs) return view;
    return view.selectedAs === best.selectedAs && view.id < best.id ? view : best;
  }, undefined);
}
