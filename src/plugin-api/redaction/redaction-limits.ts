/** Keeps the work and the copy bounded, whatever the value looks like. */
export interface RedactionLimits {
  readonly maxDepth: number;
  /** Of one object or list; `__more__` counts the rest. */
  readonly maxEntries: number;
  /** Of the whole value. */
  readonly maxValues: number;
  /** Of one string; a longer one becomes `{ __truncated__: true, len, head }`. */
  readonly maxStringChars: number;
  /** Of all strings and names together. */
  readonly maxChars: number;
}

/** `field`: a string was cut. `size`: the whole value has too many values or characters. */
export type MetLimit = 'field' | 'entries' | 'depth' | 'size';

export const defaultLimits: RedactionLimits = {
  maxDepth: 20,
  maxEntries: 1000,
  maxValues: 10_000,
  maxStringChars: 8000,
  maxChars: 512 * 1024,
};
