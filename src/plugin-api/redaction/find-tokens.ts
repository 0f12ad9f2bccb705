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
const shortestToken = 16;
const isTokenCode = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-')
  isTokenCode[character.charCodeAt(0)] = 1;

/** Finds tokens by their beginning, in words that are long enough. */
export function findTokens(text: string, found: Span[]): void {
  // A word of sixteen characters covers one of every sixteen places, so that most of the text is not looked at.
  let searchedTo = 0;
  for (let place = shortestToken - 1; place < text.length; place += shortestToken) {
    if (!isInWord(text, place)) continue;
    let start = place;
    while (start > searchedTo && isInWord(text, start - 1)) start -= 1;
    let end = place + 1;
    while (end < text.length && isInWord(text, end)) end += 1;
    if (end - start >= shortestToken) findInWord(text, start, end, found);
    searchedTo = end;
    place = end;
  }
}

function isInWord(text: string, index: number): boolean {
  return isTokenCode[text.charCodeAt(index)] === 1;
}

function findInWord(text: string, start: number, end: number, found: Span[]): void {
  // The backslash or percent sign of an escape stands before the word.
  const offset = Math.max(0, start - 1);
  const word = text.slice(offset, end);
  if (!beyondHex.test(word) || !anyToken.test(word)) return;
  for (const { id, pattern, holds } of rules) {
    for (const { 0: token, index } of word.matchAll(pattern)) {
      if (holds?.test(token) === false) continue;
      found.push({ start: offset + index, end: offset + index + token.length, rule: id });
    }
  }
}
