import type { JsonSchema } from './json-schema.ts';

/** What one alternative says of the value of a key. */
export function propertySchemas(
  { properties, additionalProperties }: JsonSchema,
  key: string,
): (JsonSchema | boolean)[] {
  const property = properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;
  const schema = property ?? additionalProperties;
  return schema === undefined ? [] : [schema];
}

/** What one alternative says of an item of a list. */
export function itemSchemas({ prefixItems, items }: JsonSchema, index: number): (JsonSchema | boolean)[] {
  const schema = prefixItems?.[index] ?? (Array.isArray(items) ? items[index] : items);
  return schema === undefined ? [] : [schema];
}
