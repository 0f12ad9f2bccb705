interface Entry<T> {
  readonly item: T;
  readonly at: number;
  index: number;
}

/** Whose time is over first: a heap, from which anybody may leave before. */
export class Deadlines<T> {
  readonly #heap: Entry<T>[] = [];
  readonly #entries = new Map<T, Entry<T>>();

  /** When the first time is over; Infinity without any. */
  get next(): number {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  add(item: T, at: number): void {
    const entry = { item, at, index: this.#heap.length };
    this.#entries.set(item, entry);
    this.#heap.push(entry);
    this.#rise(entry);
  }

  delete(item: T): void {
    const entry = this.#entries.get(item);
    if (entry === undefined) return;
    this.#entries.delete(item);
    const last = this.#heap.pop();
    if (last === undefined || last === entry) return;
    this.#place(last, entry.index);
    this.#rise(last);
    this.#sink(last);
  }

  /** Take out one whose time is over. */
  due(now: number): T | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.at > now) return undefined;
    this.delete(first.item);
    return first.item;
  }

  #rise(entry: Entry<T>): void {
    while (entry.index > 0) {
      const parent = this.#heap[(entry.index - 1) >>> 1];
      if (parent === undefined || parent.at <= entry.at) return;
      this.#swap(entry, parent);
    }
  }

  #sink(entry: Entry<T>): void {
    for (;;) {
      const [left, right] = [this.#heap[2 * entry.index + 1], this.#heap[2 * entry.index + 2]];
      const child = right !== undefined && left !== undefined && right.at < left.at ? right : left;
      if (child === undefined || child.at >= entry.at) return;
      this.#swap(entry, child);
    }
  }

  #swap(one: Entry<T>, other: Entry<T>): void {
    const { index } = one;
    this.#place(one, other.index);
    this.#place(other, index);
  }

  #place(entry: Entry<T>, index: number): void {
    this.#heap[index] = entry;
    entry.index = index;
  }
}
