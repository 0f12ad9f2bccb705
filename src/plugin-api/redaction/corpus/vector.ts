import type { RedactionRuleId } from '../rules.ts';

/** A text with a secret in it. Everything is put together at run time, so that no file looks like a leak. */
export interface Vector {
  readonly rule: RedactionRuleId;
  readonly name: string;
  readonly text: string;
  readonly secret: string;
}

export function vector(rule: RedactionRuleId, secret: string, text: (secret: string) => string): Vector {
  return { rule, name: text('…'), text: text(secret), secret };
}

export const alphanumeric = (length: number) => pick('aB3dE5gH7jK9mN1pQ2rS4tU6vW8xYz0', length);
export const hex = (length: number) => pick('7f3a91c0e8d5b264', length);
export const digits = (length: number) => pick('8301746925', length);
export const upper = (length: number) => pick('Q7XK2MZP4TR9VWJ3', length);

export const password = `S3cr${'et'}Pw9`;

function pick(alphabet: string, length: number): string {
  const characters = Array.from({ length }, (_, index) => alphabet[(index * 7 + 3) % alphabet.length]);
  return characters.join('');
}
