import type { SolveContainer } from 'glassgate/plugin-api';
import { type ContainerState, ContainerView, containerStates } from './container-view.ts';

export interface Wanted {
  /** Ids; undefined means any. */
  readonly allowed: readonly string[] | undefined;
  /** Passed over already in this request. */
  readonly tried: ReadonlyMap<string, string>;
}

/** All enabled containers, and whose turn it is. */
export class ContainerPool {
  readonly #byId: ReadonlyMap<string, ContainerView>;
  // Least recently selected first: a Set keeps the order of insertion, and a selected one goes to the end.
  // The search for a free one therefore passes only those in use, however large the pool is.
  readonly #order: Set<ContainerView>;
  #selections = 0;

  /** `containers` in the order of their ids: that is the order of the first round. */
  constructor(containers: readonly SolveContainer[]) {
    const views = containers.map((container) => new ContainerView(container));
    this.#byId = new Map(views.map((view) => [view.id, view]));
    this.#order = new Set(views);
  }

  get views(): IterableIterator<ContainerView> {
    return this.#byId.values();
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
  leastRecentlySelected({ allowed, tried }: Wanted): ContainerView | undefined {
    if (allowed !== undefined) return oldest(this.candidates(allowed).filter(isFree(tried)));
    for (const view of this.#order) {
      if (isFree(tried)(view)) return view;
    }
    return undefined;
  }

  /** Note that a container was selected: its next turn comes after everybody else's. */
  selected(view: ContainerView): void {
    this.#selections += 1;
    view.selectedAs = this.#selections;
    this.#order.delete(view);
    this.#order.add(view);
  }

  countByState(): Record<ContainerState | 'reserved', number> {
    const none = [...containerStates, 'reserved' as const].map((state) => [state, 0] as const);
    const counts = Object.fromEntries(none) as Record<ContainerState | 'reserved', number>;
    for (const view of this.views) counts[view.reservedBy === undefined ? view.state : 'reserved'] += 1;
    return counts;
  }
}

function isFree(tried: ReadonlyMap<string, string>): (view: ContainerView) => boolean {
  return (view) => view.isAvailable && !tried.has(view.id);
}

function oldest(views: readonly ContainerView[]): ContainerView | undefined {
  return views.reduce<ContainerView | undefined>((best, view) => {
    if (best === undefined || view.selectedAs < best.selectedAs) return view;
    return view.selectedAs === best.selectedAs && view.id < best.id ? view : best;
  }, undefined);
}
