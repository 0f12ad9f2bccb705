import { createHash } from 'node:crypto';

const hashChars = 12;

/** The same text gives the same hash in every process; the text cannot be read from it. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, hashChars);
}
