import type { Attributes } from '@opentelemetry/api';
import type { UsualValues } from './otlp/usual-values.ts';

/** Attributes as an encoder wrote them last. */
export interface WrittenBlock {
  /** Which encoder, and what it showed then. */
  by: unknown;
  bytes: Uint8Array;
  keys: readonly UsualValues[];
}

const blocks = new WeakMap<Attributes, WrittenBlock>();
const nothing = new Uint8Array(0);

/** Attributes that the spans of many requests have: they are encoded once. Nobody may change them. */
export function sharedAttributes(attributes: Attributes): Attributes {
  blocks.set(Object.freeze(attributes), { by: undefined, bytes: nothing, keys: [] });
  return attributes;
}

/** Undefined for attributes that nobody shares. */
export function blockOf(attributes: Attributes): WrittenBlock | undefined {
  return blocks.get(attributes);
}
