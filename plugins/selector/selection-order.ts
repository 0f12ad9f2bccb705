import type { ContainerView } from './container-view.ts';

/**
 * The containers of a pool, the one selected longest ago first. Those that are busy or unreachable stand aside as
 * soon as a search meets them, so that no later one passes over them again, and come back to their place.
 */
export class SelectionOrder {
  readonly #line: ContainerView[];
  readonly #aside = new Set<ContainerView>();

  constructor(views: Iterable<ContainerView>) {
    this.#line = [...views].sort(bySelection);
  }

  first(isWanted: (view: ContainerView) => boolean): ContainerView | undefined {
    for (let at = 0; ; ) {
      const view = this.#line[at];
      if (view === undefined) return undefined;
      if (view.isDown) {
        this.#line.splice(at, 1);
        this.#aside.add(view);
      } else if (isWanted(view)) return view;
      else at += 1;
    }
  }

  /** It can be used again. */
  back(view: ContainerView): void {
    if (this.#aside.delete(view)) this.#line.splice(this.#placeOf(view), 0, view);
  }

  /** It comes after everybody else from now on. */
  moveToEnd(view: ContainerView, selectedAs: number): void {
    const place = this.#placeOf(view);
    if (this.#line[place] === view) this.#line.splice(place, 1);
    this.#aside.delete(view);
    view.selectedAs = selectedAs;
    this.#line.push(view);
  }

  /** The first place whose container does not come before this one. */
  #placeOf(view: ContainerView): number {
    let [from, to] = [0, this.#line.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      const other = this.#line[middle];
      if (other !== undefined && bySelection(other, view) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

function bySelection(a: ContainerView, b: ContainerView): number {
  return a.selectedAs - b.selectedAs || (a.id < b.id ? -1 : Number(a.id > b.id));
}
