import type { Attributes } from '@opentelemetry/api';

/** Attributes that were added to a span together, and what was added before them. */
export interface AttributeGroup {
  readonly attributes: Attributes;
  readonly before: AttributeGroup | undefined;
}

/** What was given at the start and later, as one object: the last value of a key counts. */
export function mergedAttributes(
  given: Attributes | undefined,
  newest: AttributeGroup | undefined,
): Attributes {
  const groups: Attributes[] = [];
  for (let group = newest; group !== undefined; group = group.before) groups.push(group.attributes);
  const merged: Attributes = { ...given };
  for (const group of groups.toReversed()) {
    for (const [key, value] of Object.entries(group)) if (value != null) merged[key] = value;
  }
  return merged;
}
