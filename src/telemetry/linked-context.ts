import type { Context } from '@opentelemetry/api';

/**
 * A context that holds one value and knows the context around it. The one of the API copies a map and makes
 * three functions for every value, and a request sets about twenty.
 */
class LinkedContext implements Context {
  readonly #outer: LinkedContext | undefined;
  readonly #key: symbol | undefined;
  readonly #value: unknown;

  constructor(outer?: LinkedContext, key?: symbol, value?: unknown) {
    this.#outer = outer;
    this.#key = key;
    this.#value = value;
  }

  getValue(key: symbol): unknown {
    let at: LinkedContext | undefined = this;
    while (at !== undefined && at.#key !== key) at = at.#outer;
    return at === undefined ? undefined : at.#value;
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
