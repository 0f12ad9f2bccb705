import type { Span } from './mask-spans.ts';
import { backslashesBefore } from './quoted-text.ts';

const hint = 'PRIVATE KEY';
const begin = /-----BEGIN [A-Z\d ]{0,32}PRIVATE KEY(?: BLOCK)?-----/g;
const end = /-----END [A-Z\d ]{0,32}PRIVATE KEY(?: BLOCK)?-----/g;
// Lines of base64, the headers above them, line breaks that may be escaped, and the end line.
const body = /[A-Za-z\d+/=\s\\:,.-]*/y;
const bodyCharacter = /[A-Za-z\d+/=\s\\]/;

/** Finds private keys as text, whole or with their beginning or end cut off. */
export function findPrivateKeys(text: string, found: Span[]): void {
  if (!text.includes(hint)) return;
  let searchedTo = 0;
  begin.lastIndex = 0;
  for (let match = begin.exec(text); match !== null; match = begin.exec(text)) {
    findTails(text.slice(searchedTo, match.index), searchedTo, found);
    searchedTo = keyEnd(text, begin.lastIndex);
    found.push({ start: match.index, end: searchedTo, rule: 'private_key' });
    begin.lastIndex = searchedTo;
  }
  findTails(text.slice(searchedTo), searchedTo, found);
}

function keyEnd(text: string, start: number): number {
  body.lastIndex = start;
  body.test(text);
  const rest = text.slice(start, body.lastIndex);
  const last = rest.search(end);
  if (last !== -1) return start + rest.indexOf('-----', last + 5) + 5;
  // Backslashes at the end belong to the quote that closes the text.
  return body.lastIndex - backslashesBefore(text, body.lastIndex);
}

/** A key whose beginning was cut off is everything before its end line that can be base64. */
function findTails(text: string, offset: number, found: Span[]): void {
  let searchedTo = 0;
  for (const { 0: endLine, index } of text.matchAll(end)) {
    let start = index;
    while (start > searchedTo && bodyCharacter.test(text[start - 1] as string)) start -= 1;
    searchedTo = index + endLine.length;
    found.push({ start: offset + start, end: offset + searchedTo, rule: 'private_key' });
  }
}
