import { findSecrets } from './find-secrets.ts';

/** The secrets that a text holds, by the rules. */
export function secretsIn(text: string): string[] {
  return findSecrets(text, { isCut: false, isUrl: true }).map(({ start, end }) => text.slice(start, end));
}
