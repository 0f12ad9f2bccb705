import type { Span } from './mask-spans.ts';
import { startOfName } from './name-before.ts';
import { isSecretParameter } from './secret-keys.ts';

// `25` stands for a percent sign that was encoded again: a URL in a parameter of a URL in a parameter.
const encodedUrl = /%(?:25){0,3}3a%(?:25){0,3}2f%(?:25){0,3}2f/gi;
const encodedEquals = /%(?:25){0,3}3d/gi;
// The `3F` of `%3Ftoken%3Dabc` belongs to the question mark.
const escapeAtStart = /^(?:25){0,3}(?:26|3f|3b|23)/i;
const encodedAmpersand = /%(?:25){0,3}26/i;
const colonSign = /%(?:25){0,3}3a|:/i;
const atSign = /%(?:25){0,3}40|@/gi;
const authorityEnd = /%(?:25){0,3}(?:2f|3f|23)|[/?]/i;
const wordEnd = /[\s&"'`<>#\\]/;

/** Finds user info and query parameters of URLs that are themselves percent-encoded. */
export function findEncoded(text: string, found: Span[]): void {
  for (const { start, word } of wordsAfter(text, encodedUrl)) {
    const authority = word.slice(0, lengthUntil(word, authorityEnd));
    const at = [...authority.matchAll(atSign)].at(-1);
    if (at === undefined) continue;
    const colon = colonSign.exec(authority);
    const password = colon === null || colon.index > at.index ? 0 : colon.index + colon[0].length;
    found.push({ start: start + password, end: start + at.index, rule: 'url_userinfo' });
  }
  for (const { opener, start, word } of wordsAfter(text, encodedEquals)) {
    const name = text.slice(startOfName(text, opener), opener);
    if (name === '' || !isSecretParameter(name.replace(escapeAtStart, ''))) continue;
    const end = start + lengthUntil(word, encodedAmpersand);
    if (end > start) found.push({ start, end, rule: 'url_query_secret' });
  }
}

function* wordsAfter(text: string, opener: RegExp) {
  opener.lastIndex = 0;
  let match = opener.exec(text);
  while (match !== null) {
    const start = opener.lastIndex;
    const next = opener.exec(text);
    const rest = text.slice(start, next?.index ?? text.length);
    yield { opener: match.index, start, word: rest.slice(0, lengthUntil(rest, wordEnd)) };
    match = next;
  }
}

function lengthUntil(text: string, end: RegExp): number {
  const index = text.search(end);
  return index === -1 ? text.length : index;
}
