/**
 * A typed name for one value that travels down the chain, from the stage that fills it to the stages
 * that need it. Identity is the id, so two copies of this module agree.
 */
export interface Slot<T> {
  readonly id: string;
  /** Carries the type only. Never set. */
  readonly $type?: T;
}

/** Define a slot. Ids are unique in one gateway: two plugins that fill the same slot are refused at boot. */
export function defineSlot<T>(id: string): Slot<T> {
  return { id };
}

// biome-ignore lint/suspicious/noExplicitAny: a slot map is open over its value types
export type SlotMap = Readonly<Record<string, Slot<any>>>;

export type SlotValues<M extends SlotMap> = {
  readonly [K in keyof M]: M[K] extends Slot<infer T> ? T : never;
};
