/**
 * A typed name for something a stage found out while it worked. Slots travel down the chain; notes stay
 * with the request and can be read above the stage that made them, also when the request failed.
 */
export interface Note<T> {
  readonly id: string;
  /** Carries the type only. Never set. */
  readonly $type?: T;
}

/** Define a note. Its value must be plain data that may be shown to an operator: no secrets. */
export function defineNote<T>(id: string): Note<T> {
  return { id };
}
