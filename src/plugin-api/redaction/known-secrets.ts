import { findUserinfo } from './find-userinfo.ts';
import { type KnownBeginnings, unknownBeginnings } from './known-beginnings.ts';
import type { Span } from './mask-spans.ts';
import { secretForms } from './secret-forms.ts';
import { buildTrie } from './secret-trie.ts';

/** Shorter values would match inside ordinary words. */
const shortestSecret = 6;
const longestSecret = 8192;
/** Of all spellings together: about 60 bytes of memory each. */
const maxChars = 500_000;

/** Finds values that the gateway itself holds, wherever and however encoded they stand in a text. */
export interface KnownSecrets {
  /** Values that are not searched for: shorter than six characters, or more than there is room for. */
  readonly skipped: number;
  readonly beginnings: KnownBeginnings;
  find(text: string, found: Span[]): void;
}

/** A URL stands for its password: the rest of it may be shown. */
export function knownSecrets(values: Iterable<string>): KnownSecrets {
  const secrets = new Set([...values].filter((value) => value !== '').flatMap(secretsIn));
  const forms = new Set<string>();
  let charsLeft = maxChars;
  let skipped = 0;
  for (const secret of secrets) {
    const spellings = isUsable(secret) ? usableForms(secret) : [];
    const chars = spellings.reduce((sum, { length }) => sum + length, 0);
    if (chars === 0 || chars > charsLeft) {
      skipped += 1;
      continue;
    }
    charsLeft -= chars;
    for (const spelling of spellings) forms.add(spelling);
  }
  if (forms.size === 0) return { skipped, beginnings: unknownBeginnings, find: () => {} };
  const trie = buildTrie([...forms]);
  return {
    skipped,
    beginnings: trie,
    find: (text, found) => {
      for (const { start, end } of trie.matches(text)) found.push({ start, end, rule: 'known_secret' });
    },
  };
}

function secretsIn(value: string): string[] {
  const spans: Span[] = [];
  findUserinfo(value, spans, { isCut: false });
  return spans.length === 0 ? [value] : spans.map(({ start, end }) => value.slice(start, end));
}

function isUsable({ length }: string): boolean {
  return length >= shortestSecret && length <= longestSecret;
}

function usableForms(secret: string): string[] {
  return [...secretForms(secret)].filter(({ length }) => length >= shortestSecret);
}
