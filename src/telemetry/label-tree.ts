export type LabelValues = Readonly<Record<string, string>>;

interface Node<S> {
  readonly below: Map<unknown, Node<S>>;
  series: S | undefined;
}

/**
 * Series by their label values. One step down for each label: that is cheaper than to build a key, because
 * label values are few and their hashes are known.
 */
export class LabelTree<S extends object> {
  readonly #names: readonly string[];
  #root: Node<S> = { below: new Map(), series: undefined };
  readonly #all = new Map<S, LabelValues>();

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  get size(): number {
    return this.#all.size;
  }

  get(labels: LabelValues): S | undefined {
    let node: Node<S> | undefined = this.#root;
    for (let index = 0; index < this.#names.length && node !== undefined; index += 1) {
      node = node.below.get(labels[this.#names[index] as string]);
    }
    return node?.series;
  }

  add(labels: LabelValues, series: S): void {
    let node = this.#root;
    for (const name of this.#names) {
      const value = labels[name];
      const next = node.below.get(value) ?? { below: new Map(), series: undefined };
      node.below.set(value, next);
      node = next;
    }
    node.series = series;
    this.#all.set(series, labels);
  }

  /** Remove the series that a test picks. Returns their labels. */
  prune(isGone: (labels: LabelValues) => boolean): LabelValues[] {
    const all = [...this.#all];
    const gone = all.filter(([, labels]) => isGone(labels)).map(([, labels]) => labels);
    if (gone.length === 0) return gone;
    this.clear();
    for (const [series, labels] of all) if (!gone.includes(labels)) this.add(labels, series);
    return gone;
  }

  clear(): void {
    this.#root = { below: new Map(), series: undefined };
    this.#all.clear();
  }

  series(): IterableIterator<S> {
    return this.#all.keys();
  }
}
