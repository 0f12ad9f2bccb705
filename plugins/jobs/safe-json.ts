/** JSON of a value that a worker or a plugin made; a marker when it cannot be written: too deep, or in a circle. */
export function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    return '{"__unserialisable__":true}';
  }
}
