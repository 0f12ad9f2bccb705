import type { Span } from './mask-spans.ts';
import { isSecretKey } from './secret-keys.ts';

const element = /<(?:[\w-]{1,32}:)?([\w.-]{2,64})>([^<]+)/g;

/** Finds the content of XML elements that name a secret: `<password>…</password>`. */
export function findElements(text: string, found: Span[]): void {
  for (const { 0: whole, 1: name, 2: content, index } of text.matchAll(element)) {
    if (!isSecretKey(name as string)) continue;
    const end = index + whole.length;
    found.push({ start: end - (content as string).length, end, rule: 'kv_assignment' });
  }
}
