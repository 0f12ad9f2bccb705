import type { JsonSchema } from './json-schema.ts';
import { isMapping } from './mapping.ts';
import { schemaBranches } from './schema-branches.ts';
import { itemSchemas, propertySchemas } from './schema-children.ts';

/**
 * Copy a value with its scalars as the schema wants them. Files from before Glassgate were read as YAML 1.1,
 * where `yes` and `off` are booleans, and by a parser that took `"10"` for a number; references are strings too.
 * Only where a string is not allowed anyway, so that no name ever becomes a boolean.
 */
export function declaredScalars(value: unknown, schema: JsonSchema): unknown {
  return copy(value, { schemas: [schema], root: schema });
}

interface Place {
  /** The value may fit any of them. */
  readonly schemas: readonly (JsonSchema | boolean)[];
  readonly root: JsonSchema;
}

function copy(value: unknown, { schemas, root }: Place): unknown {
  const branches = schemas.flatMap((schema) => schemaBranches(schema, root));
  if (Array.isArray(value)) {
    return value.map((item, index) =>
      copy(item, { schemas: branches.flatMap((branch) => itemSchemas(branch, index)), root }),
    );
  }
  if (isMapping(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [
        key,
        copy(child, { schemas: branches.flatMap((branch) => propertySchemas(branch, key)), root }),
      ]),
    );
  }
  return scalar(value, new Set(branches.flatMap(typesOf)));
}

function typesOf({ type, enum: values, const: only }: JsonSchema): readonly string[] {
  if (type !== undefined) return [type].flat();
  if (values !== undefined) return values.map((value) => typeof value);
  return [only === undefined ? 'any' : typeof only];
}

function scalar(value: unknown, types: ReadonlySet<string>): unknown {
  if (types.has('any') || types.has(typeof value)) return value;
  if (typeof value === 'number' && types.has('integer')) return value;
  const word = String(value).trim();
  if (types.has('boolean') && isScalar(value)) return booleans[word.toLowerCase()] ?? value;
  const wantsNumber = types.has('number') || types.has('integer');
  return wantsNumber && typeof value === 'string' && decimal.test(word) ? Number(word) : value;
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

const booleans: Readonly<Record<string, boolean | undefined>> = Object.assign(Object.create(null), {
  ...Object.fromEntries(['true', 'yes', 'on', 'y', 't', '1'].map((word) => [word, true])),
  ...Object.fromEntries(['false', 'no', 'off', 'n', 'f', '0'].map((word) => [word, false])),
});
