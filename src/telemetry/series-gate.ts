import type { LabelSets, OpenSet } from '../plugin-api/metrics.ts';
import { LabelTree, type LabelValues } from './label-tree.ts';
import { shownText } from './shown-text.ts';

const overflowValue = '_overflow';
const unknownValue = '_other';
const maxChars = 128;

export interface SeriesGateOptions<S> {
  readonly labels: LabelSets;
  readonly maxCombinations?: number | undefined;
  /** Make every combination of closed labels when the first of them is seen. */
  readonly isComplete: boolean;
  /** Make the series of a new combination. */
  readonly make: (labels: LabelValues) => S;
  readonly onOverflow: () => void;
}

/**
 * Decides which combinations of label values one metric has, whatever is handed over at run time: exactly the
 * declared labels, known values of closed sets, so many of open ones, and none so long that it could be a text
 * of a user.
 */
export class SeriesGate<S extends object> {
  readonly #options: SeriesGateOptions<S>;
  readonly #names: readonly string[];
  readonly #closed: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #open: ReadonlyMap<string, OpenSet>;
  readonly #seen = new Map<string, Set<string>>();
  readonly #tree: LabelTree<S>;

  constructor(options: SeriesGateOptions<S>) {
    this.#options = options;
    const sets = Object.entries(options.labels);
    this.#names = sets.map(([name]) => name);
    this.#tree = new LabelTree(this.#names);
    this.#closed = new Map(sets.flatMap(([name, set]) => (isOpen(set) ? [] : [[name, new Set(set)]])));
    this.#open = new Map(sets.flatMap(([name, set]) => (isOpen(set) ? [[name, set]] : [])));
    if (options.isComplete && this.#open.size === 0) this.#makeAll({});
  }

  /** The series to use for these labels. */
  admit(given: LabelValues): S {
    return this.#tree.get(given) ?? this.#admitUnseen(given);
  }

  has(given: LabelValues): boolean {
    return this.#tree.get(given) !== undefined;
  }

  /** Every series, in the order in which they came. */
  series(): IterableIterator<S> {
    return this.#tree.series();
  }

  /** Forget all series, to be seen afresh. */
  clear(): void {
    this.#tree.clear();
    this.#seen.clear();
  }

  /** Only these values of an open set exist. Returns the labels of the others, and makes the series of new ones. */
  retain({ kind }: OpenSet, values: readonly string[]): LabelValues[] {
    const existing = new Set(values);
    const affected = [...this.#open].filter(([, set]) => set.kind === kind).map(([name]) => name);
    const isGone = (labels: LabelValues) =>
      affected.some((name) => !existing.has(labels[name] ?? '') && labels[name] !== overflowValue);
    const gone = this.#tree.prune(isGone);
    for (const name of affected) {
      this.#seen.set(name, new Set([...this.#seenOf(name)].filter((value) => existing.has(value))));
    }
    const [only] = affected;
    if (this.#options.isComplete && only !== undefined && this.#open.size === 1) {
      for (const value of values.slice(0, this.#open.get(only)?.max)) {
        this.#makeAll({ [only]: this.#clean(only, value) });
      }
    }
    return gone;
  }

  #admitUnseen(given: LabelValues): S {
    const clean: Record<string, string> = {};
    for (const name of this.#names) clean[name] = this.#clean(name, given[name]);
    const known = this.#tree.get(clean);
    if (known !== undefined) return known;
    if (this.#options.isComplete) this.#makeAll(clean);
    return this.#make(clean);
  }

  #clean(name: string, value: unknown): string {
    const text = typeof value === 'string' ? value.slice(0, maxChars) : textOf(value);
    const closed = this.#closed.get(name);
    if (closed !== undefined) return closed.has(text) ? text : unknownValue;
    return this.#openValue(name, shownText('', text));
  }

  #openValue(name: string, text: string): string {
    const seen = this.#seenOf(name);
    if (seen.has(text)) return text;
    if (seen.size >= (this.#open.get(name)?.max ?? 0)) {
      this.#options.onOverflow();
      return overflowValue;
    }
    seen.add(text);
    return text;
  }

  #make(labels: LabelValues): S {
    const known = this.#tree.get(labels);
    if (known !== undefined) return known;
    const { maxCombinations = Number.POSITIVE_INFINITY, onOverflow, make } = this.#options;
    if (this.#tree.size >= maxCombinations && !this.#isLast(labels)) {
      onOverflow();
      return this.#make(Object.fromEntries(this.#names.map((name) => [name, overflowValue])));
    }
    const series = make(labels);
    this.#tree.add(labels, series);
    return series;
  }

  // Where everything goes that finds no room; it must always find some itself.
  #isLast(labels: LabelValues): boolean {
    return this.#names.every((name) => labels[name] === overflowValue);
  }

  #makeAll(open: LabelValues): void {
    let combinations: LabelValues[] = [{}];
    for (const name of this.#names) {
      const value = open[name];
      const values = this.#closed.get(name) ?? [value ?? unknownValue];
      combinations = combinations.flatMap((labels) =>
        [...values].map((each) => ({ ...labels, [name]: each })),
      );
    }
    const { maxCombinations = Number.POSITIVE_INFINITY } = this.#options;
    // Zeros must not use up the room of what really happens.
    if (this.#tree.size + combinations.length > maxCombinations) return;
    for (const labels of combinations) this.#make(labels);
  }

  #seenOf(name: string): Set<string> {
    const seen = this.#seen.get(name) ?? new Set<string>();
    this.#seen.set(name, seen);
    return seen;
  }
}

function isOpen(set: readonly string[] | OpenSet): set is OpenSet {
  return !Array.isArray(set);
}

function textOf(value: unknown): string {
  return value === undefined || value === null ? unknownValue : String(value).slice(0, maxChars);
}
