interface Box<V> {
  content: V | undefined;
}

/**
 * A map for what comes and goes with requests. V8 keeps every table that a Map or Set has outgrown until the next
 * major collection, with all that stood in it: requests would grow old there together with everything that they
 * made. What is taken out of this map leaves an empty box behind.
 */
export class TransientMap<K, V> {
  readonly #boxes = new Map<K, Box<V>>();

  get size(): number {
    return this.#boxes.size;
  }

  get(key: K): V | undefined {
    return this.#boxes.get(key)?.content;
  }

  set(key: K, value: V): void {
    const box = this.#boxes.get(key);
    if (box === undefined) this.#boxes.set(key, { content: value });
    else box.content = value;
  }

  delete(key: K): void {
    const box = this.#boxes.get(key);
    if (box === undefined) return;
    box.content = undefined;
    this.#boxes.delete(key);
  }

  /** Those that are in it now. */
  values(): V[] {
    return Array.from(this.#boxes.values(), ({ content }) => content as V);
  }
}
