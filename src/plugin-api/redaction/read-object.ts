/** Stands for a value that cannot be read: a getter that throws, a revoked proxy. */
export const unreadable = '[unreadable]';

const errorKeys = ['name', 'message', 'stack', 'cause', 'errors'];

/** The value of one key, whatever its getter does. */
export function readKey(source: object, key: string): unknown {
  try {
    return Reflect.get(source, key);
  } catch {
    return unreadable;
  }
}

/** The keys that are worth writing: the own enumerable ones, and those of an error that are neither. */
export function keysOf(source: object): string[] {
  const keys = Object.keys(source);
  if (!isError(source)) return keys;
  return [...new Set([...errorKeys.filter((key) => key in source), ...keys])];
}

/** Errors of another realm are no instances of ours. */
function isError(source: object): boolean {
  return source instanceof Error || Object.prototype.toString.call(source) === '[object Error]';
}

/** What stands for an object that is one value: a date, an address, bytes. Undefined for all others. */
export function scalarOf(value: object): unknown {
  if (ArrayBuffer.isView(value)) return { __bytes__: true, len: value.byteLength };
  if (value instanceof Date) {
    const time = Date.prototype.getTime.call(value);
    return Number.isNaN(time) ? null : new Date(time).toISOString();
  }
  if (value instanceof URL || value instanceof String) return String(value);
  return undefined;
}
