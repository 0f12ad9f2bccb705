import type { Extent } from './assigned-value.ts';
import type { Span } from './mask-spans.ts';
import { type TokenRule, tokenRules } from './token-rules.ts';

// A word begins after an escape, too: `\nsk-…` in escaped JSON, `%3Dsk-…` in a URL.
const edge = String.raw`(?:(?<![A-Za-z\d])|(?<=\\[bfnrtv]|\\u[\dA-Fa-f]{4}|%[\dA-Fa-f]{2}))`;
const rules = tokenRules.map(({ id, ...rule }) => {
  const { pattern, holds }: Omit<TokenRule, 'id'> = rule;
  return { id, pattern: new RegExp(`${edge}(?:${pattern.source})`, 'g'), holds };
});
const anyToken = new RegExp(`${edge}(?:${tokenRules.map(({ pattern }) => pattern.source).join('|')})`);

// Ids are hexadecimal more often than not; no token is.
const beyondHex = /[G-Zg-z]/;
/** Times stand on every line and in every row. */
const time = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|-\d\d:\d\d)?$/;
export const shortestToken = 16;
export const isTokenCode = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-')
  isTokenCode[character.charCodeAt(0)] = 1;

/** Finds tokens by their beginning, in words that are long enough. */
export function findTokens(text: string, found: Span[]): void {
  for (let word = nextLongWord(text, 0); word !== undefined; word = nextLongWord(text, word.end)) {
    findInWord(text, word, found);
  }
}

/** A word of sixteen characters covers one of every sixteen places, so most of the text is not looked at. */
function nextLongWord(text: string, from: number): Extent | undefined {
  let searchedTo = from;
  for (let place = from + shortestToken - 1; place < text.length; place += shortestToken) {
    if (!isInWord(text, place)) continue;
    let start = place;
    while (start > searchedTo && isInWord(text, start - 1)) start -= 1;
    let end = place + 1;
    while (end < text.length && isInWord(text, end)) end += 1;
    if (end - start >= shortestToken) return { start, end };
    searchedTo = end;
    place = end;
  }
  return undefined;
}

const longestRemembered = 64;
const maxRemembered = 4_096;
/** Long words that are no tokens: names of fields, mostly, which come again and again. */
const known = new Set<string>();

/** False for a long word that is certainly no token. */
export function mayBeToken(text: string, { start, end }: Extent): boolean {
  // The backslash or percent sign of an escape stands before the word.
  const word = text.slice(Math.max(0, start - 1), end);
  if (!beyondHex.test(word) || known.has(word)) return false;
  // No two are the same: to remember them would be in vain.
  if (time.test(text.slice(start, end))) return false;
  if (anyToken.test(word)) return true;
  if (known.size >= maxRemembered) known.clear();
  if (word.length <= longestRemembered) known.add(word);
  return false;
}

function isInWord(text: string, index: number): boolean {
  return isTokenCode[text.charCodeAt(index)] === 1;
}

function findInWord(text: string, extent: Extent, found: Span[]): void {
  if (!mayBeToken(text, extent)) return;
  const offset = Math.max(0, extent.start - 1);
  const word = text.slice(offset, extent.end);
  for (const { id, pattern, holds } of rules) {
    for (const { 0: token, index } of word.matchAll(pattern)) {
      if (holds?.test(token) === false) continue;
      found.push({ start: offset + index, end: offset + index + token.length, rule: id });
    }
  }
}
