const maxShapeKeys = 50;

/** The shape of a value without its content; `nameOf` makes its keys fit to be shown. */
export function shapeOf(value: unknown, nameOf: (key: string) => string): unknown {
  if (typeof value === 'string') return { __str__: true, len: value.length };
  if (Array.isArray(value)) return { __list__: true, len: value.length };
  if (typeof value !== 'object' || value === null) return null;
  const keys = Object.keys(value);
  return { __dict__: true, keys: keys.slice(0, maxShapeKeys).map(nameOf), len: keys.length };
}
