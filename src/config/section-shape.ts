import type { z } from 'zod';
import { isMapping } from './mapping.ts';

export type SectionShape = Readonly<Record<string, z.ZodType>>;

/**
 * The keys that a Zod 4 object declares, also behind a transform, a pipe or a default. Looks at the
 * structure only: a third-party plugin brings its own copy of Zod.
 */
export function sectionShape(schema: unknown): SectionShape | undefined {
  let current = schema;
  while (isObject(current) && isObject(current['_zod'])) {
    const shape = current['shape'];
    if (isMapping(shape)) return shape as SectionShape;
    const definition = current['_zod']['def'];
    if (!isObject(definition)) return undefined;
    current = definition['in'] ?? definition['innerType'];
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
