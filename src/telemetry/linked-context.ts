import type { Context } from '@opentelemetry/api';

/**
 * A context that holds one value and knows the context around it. The one of the API copies a map and makes
 * three functions for every value, and a request sets about twenty.
 */
class LinkedContext implements Context {
  readonly #outer: Context | undefined;
  readonly #key: symbol | undefined;
  readonly #value: unknown;

  constructor(outer?: Context, key?: symbol, value?: unknown) {
    this.#outer = outer;
    this.#key = key;
    this.#value = value;
  }

  getValue(key: symbol): unknown {
    return key === this.#key ? this.#value : this.#outer?.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return new LinkedContext(this, key, value);
  }

  deleteValue(key: symbol): Context {
    return new LinkedContext(this, key, undefined);
  }
}

/** Around everything, like `ROOT_CONTEXT`. */
export const outermost: Context = new LinkedContext();
