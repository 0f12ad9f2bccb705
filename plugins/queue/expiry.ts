const bucketMs = 100;

/** Says whose time is over, without a timer for each. Up to a tenth of a second late. */
export class Expiry<T> {
  readonly #buckets = new Map<number, Set<T>>();
  readonly #bucketOf = new Map<T, number>();
  #swept: number;

  constructor(now: number) {
    this.#swept = Math.floor(now / bucketMs);
  }

  set(item: T, at: number): void {
    this.delete(item);
    const bucket = Math.max(Math.ceil(at / bucketMs), this.#swept + 1);
    const items = this.#buckets.get(bucket) ?? new Set();
    this.#buckets.set(bucket, items.add(item));
    this.#bucketOf.set(item, bucket);
  }

  delete(item: T): void {
    const bucket = this.#bucketOf.get(item);
    if (bucket === undefined) return;
    this.#bucketOf.delete(item);
    const items = this.#buckets.get(bucket);
    items?.delete(item);
    if (items?.size === 0) this.#buckets.delete(bucket);
  }

  /** Take out everything whose time has come. */
  due(now: number): T[] {
    const current = Math.floor(now / bucketMs);
    // After a long time without anybody there are more buckets to pass than to look into.
    const passed = this.#passed(current);
    this.#swept = Math.max(this.#swept, current);
    return passed.flatMap((bucket) => {
      const items = [...(this.#buckets.get(bucket) ?? [])];
      for (const item of items) this.delete(item);
      return items;
    });
  }

  #passed(current: number): number[] {
    const count = Math.max(0, current - this.#swept);
    if (count > this.#buckets.size) return [...this.#buckets.keys()].filter((bucket) => bucket <= current);
    return Array.from({ length: count }, (_, index) => this.#swept + 1 + index);
  }
}
