import { createHash } from 'node:crypto';
import { hostname } from 'node:os';

/**
 * `service.instance.id`: what the operator says in `OTEL_RESOURCE_ATTRIBUTES`, else a UUID of this process. It is
 * made of what nothing else shares, so that logs and spans agree on it without sharing state.
 */
export function instanceId(env: Readonly<Record<string, string | undefined>>): string {
  const given = /(?:^|,)\s*service\.instance\.id=([^,]+)/.exec(env['OTEL_RESOURCE_ATTRIBUTES'] ?? '')?.[1];
  return given === undefined
    ? uuidOf(`${hostname()} ${process.pid} ${performance.timeOrigin}`)
    : decoded(given.trim());
}

/** As RFC 9562 has it for ids that are made of something: version 8. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
