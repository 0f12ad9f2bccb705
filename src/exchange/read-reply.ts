import { jsonExcess } from '../json/json-excess.ts';
import type { ExchangeReply } from '../plugin-api/exchange.ts';

/** Of a body that is not parsed for its structure; nobody is helped by megabytes of brackets. */
const shownBytes = 8_000;

/** A worker's body as JSON, or as it is when it is none. */
export function readBody(bytes: Buffer): Pick<ExchangeReply, 'body' | 'isJson' | 'jsonProblem'> {
  const excess = jsonExcess(bytes);
  const problem = excess === undefined ? undefined : `JSON that ${excess.sentence}`;
  // A page of text has commas and brackets too, and is no JSON for another reason.
  if (problem !== undefined && looksLikeJson(bytes)) {
    return { body: `${bytes.toString('utf8', 0, shownBytes)}…`, isJson: false, jsonProblem: problem };
  }
  const text = bytes.toString('utf8');
  if (problem !== undefined) return { body: text, isJson: false };
  try {
    return { body: JSON.parse(withoutByteOrderMark(text)), isJson: true };
  } catch {
    return { body: text, isJson: false };
  }
}

function looksLikeJson(bytes: Buffer): boolean {
  return /^\ufeff?\s*[[{"\d-]/.test(bytes.toString('utf8', 0, 64));
}

function withoutByteOrderMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
