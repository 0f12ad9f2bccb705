import { backslashesBefore } from './quoted-text.ts';

export interface NameExtent {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const longestGap = 300;
const longestWordsBefore = 24;
const longestName = 64;
// What may stand between a name and its separator: `"name" :`, `\"name\":`, `config['name'] =`, `**name**:`.
const isGapCode = codeTable(' \t"\'`\\])*');
const isNameCode = codeTable('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.');
const ideographicSpace = 0x3000;
// The last word of names such as `api key` or `mot de passe` alone tells nothing.
const lastOfSeveral = /^(?:keys?|passe|code|id|phrase|string)$/i;

/** The name that ends before a separator, undefined when there is none. */
export function nameBefore(text: string, separator: number): NameExtent | undefined {
  let end = separator;
  const nearest = Math.max(0, separator - longestGap);
  while (end > nearest && isGapCode[text.charCodeAt(end - 1)] === 1) end -= 1;
  const wordStart = startOfName(text, end);
  const start = isEscapedLineBreak(text, wordStart) ? wordStart + 1 : wordStart;
  if (start >= end) return undefined;
  const word = text.slice(start, end);
  const hasWordBefore = text[start - 1] === ' ' && isNameCharacter(text.charCodeAt(start - 2));
  const isLast = hasWordBefore && lastOfSeveral.test(word);
  return { text: isLast ? text.slice(Math.max(0, start - longestWordsBefore), end) : word, start, end };
}

function startOfName(text: string, end: number): number {
  let start = end;
  const farthest = Math.max(0, end - longestName);
  while (start > farthest && isNameCharacter(text.charCodeAt(start - 1))) start -= 1;
  return start;
}

/** What quotes a name, its backslashes included; undefined for a name without quotes. */
export function quoteAround(text: string, { start, end }: NameExtent): string | undefined {
  const quote = text[start - 1];
  if (quote !== '"' && quote !== "'") return undefined;
  const opening = text.slice(start - 1 - backslashesBefore(text, start - 1), start);
  return text.startsWith(opening, end) ? opening : undefined;
}

/** The `n` of `\npassword=` belongs to the escape and not to the name. */
function isEscapedLineBreak(text: string, start: number): boolean {
  return text[start - 1] === '\\' && (text[start] === 'n' || text[start] === 'r');
}

function isNameCharacter(code: number): boolean {
  return code < 128 ? isNameCode[code] === 1 : code !== ideographicSpace;
}

function codeTable(characters: string): Uint8Array {
  const table = new Uint8Array(128);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}
