import type { Attributes } from '@opentelemetry/api';
import type { UsualValues } from './otlp/usual-values.ts';

/** Attributes as an encoder wrote them last. */
export interface WrittenBlock {
  /** Which encoder, and what it showed then. */
  by: unknown;
  /** Undefined when something had to be masked. */
  bytes: Uint8Array | undefined;
  keys: readonly UsualValues[];
}

// Whoever makes attributes need not know who encodes them, nor the other way round.
const blocks = new WeakMap<Attributes, WrittenBlock>();

/** Attributes that the spans of many requests have: they are encoded once. Nobody may change them. */
export function sharedAttributes(attributes: Attributes): Attributes {
  blocks.set(Object.freeze(attributes), { by: undefined, bytes: undefined, keys: [] });
  return attributes;
}

/** Undefined for attributes that nobody shares. */
export function blockOf(attributes: Attributes): WrittenBlock | undefined {
  return blocks.get(attributes);
}
