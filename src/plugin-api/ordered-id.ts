import { randomUUID } from 'node:crypto';

/**
 * A UUID of version 7: it begins with the time, so that rows with such keys are added at the end of an index
 * instead of anywhere in it, which touches a page each.
 */
export function orderedId(now: number = Date.now()): string {
  const time = now.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
