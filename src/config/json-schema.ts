import { z } from 'zod';
import type { AnyPlugin } from '../plugin-api/plugin.ts';
import { coreShape } from './core-shape.ts';
import { type SectionShape, sectionShape } from './section-shape.ts';

export type JsonSchema = z.core.JSONSchema.JSONSchema;

/** One JSON Schema (2020-12) of config.yaml for editors: the core's keys and those of every plugin. */
export function configJsonSchema(plugins: readonly AnyPlugin[]): JsonSchema {
  const shapes = plugins.map(({ config }) => describable(sectionShape(config) ?? {}));
  return toJsonSchema(
    z.object(Object.assign({}, ...shapes, coreShape)).meta({ title: 'Glassgate configuration' }),
  );
}

/** The JSON Schema of one plugin's section, for its entry's own `config:`. Undefined when it cannot be known. */
export function sectionJsonSchema({ config }: AnyPlugin): JsonSchema | undefined {
  const shape = sectionShape(config);
  return shape === undefined ? undefined : toJsonSchema(z.object(describable(shape)));
}

function toJsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input', unrepresentable: 'any' });
}

/** A plugin's own copy of Zod may have types that this one cannot describe: they allow anything. */
function describable(shape: SectionShape): SectionShape {
  try {
    toJsonSchema(z.object(shape));
    return shape;
  } catch {
    return Object.fromEntries(Object.keys(shape).map((key) => [key, z.unknown()]));
  }
}
