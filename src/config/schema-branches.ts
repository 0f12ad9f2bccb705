import type { JsonSchema } from './json-schema.ts';

type Branch = JsonSchema | boolean;

/** Every alternative of a JSON Schema: references followed, unions and intersections taken apart. */
export function schemaBranches(schema: Branch, root: JsonSchema): JsonSchema[] {
  const branches: JsonSchema[] = [];
  const seen = new Set<JsonSchema>();
  const waiting: Branch[] = [schema];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    // `true` allows everything, as {} does; `false` allows nothing and adds nothing.
    const branch = next === true ? {} : next;
    if (branch === false || seen.has(branch)) continue;
    seen.add(branch);
    const parts = partsOf(branch, root);
    waiting.push(...parts);
    if (parts.length === 0 || branch.properties !== undefined) branches.push(branch);
  }
  return branches;
}

function partsOf(schema: JsonSchema, root: JsonSchema): Branch[] {
  const { anyOf = [], oneOf = [], allOf = [], $ref } = schema;
  const target = $ref === undefined ? [] : [referenced($ref, root)];
  return [...anyOf, ...oneOf, ...allOf, ...target];
}

function referenced(reference: string, root: JsonSchema): Branch {
  if (reference === '#') return root;
  return root.$defs?.[reference.replace(/^#\/\$defs\//, '')] ?? true;
}
