const mark = Symbol.for('glassgate.verbatim');

/**
 * Names the texts of an answer that belong to whoever asked, so that they leave as they are: the one exception
 * to the redaction of everything that a route answers with `res.json`.
 */
export function verbatim<T extends object>(part: T, ...keys: readonly (keyof T & string)[]): T {
  return Object.defineProperty(part, mark, { value: keys });
}

/** True for a text that `verbatim` has named. */
export function isVerbatim(part: object, key: string): boolean {
  const keys: unknown = Reflect.get(part, mark);
  return Array.isArray(keys) && keys.includes(key);
}
