import { codes, maxCodes, readCodes } from './character-codes.ts';
import { isTokenCode, mayBeToken, shortestToken } from './find-tokens.ts';
import { type KnownBeginnings, unknownBeginnings } from './known-beginnings.ts';
import { nameBefore } from './name-before.ts';
import { mask } from './rules.ts';
import { isSecretKey, isSecretParameter, mayBeSecretName } from './secret-keys.ts';
import { pushed, tailOf } from './tails.ts';

const [tab, space, percent, dash, colon, lessThan, equals, at] = [9, 32, 37, 45, 58, 60, 61, 64];

const wideSeparators = [0xff1a, 0xff1d];

/** What a character may be part of. */
const [inWord, beyondHex, suspect] = [1, 2, 4];
const kinds = new Uint8Array(1 << 16);
for (let code = 0; code < 128; code += 1) {
  // Ids are hexadecimal more often than not; no token is.
  const isLate = /[G-Zg-z]/.test(String.fromCharCode(code));
  kinds[code] = (isTokenCode[code] === 1 ? inWord : 0) | (isLate ? beyondHex : 0);
}
for (const code of [tab, space, percent, dash, colon, lessThan, equals, at, ...wideSeparators]) {
  kinds[code] = (kinds[code] as number) | suspect;
}

const namesSecret = /secret/i;
const webhookHint = /hook|telegram/;
const [capitalA, capitalU, smallU] = [65, 85, 117];
const wordBefore = /[A-Za-z\d_]/;

/** The last three letters of authentication schemes. */
const schemeTails = new Uint8Array(1 << 15);
for (const scheme of ['bearer', 'basic', 'token', 'digest', 'negotiate', 'ntlm', 'apikey', 'sha256']) {
  schemeTails[tailOf(scheme.slice(-3))] = 1;
}

/** What a text must be searched for. */
export type Suspicion = 'nothing' | 'known' | 'anything';

/**
 * False for a text in which no rule can find anything, which nearly all are: one pass, at a fraction of the cost
 * of the search. True says nothing. Not for a text that was cut, nor for secrets that are known.
 */
export function mayHoldSecret(text: string): boolean {
  return suspicionOf(text, unknownBeginnings) === 'anything';
}

/** The same look for the rules and for known secrets at once: to read the characters is most of its cost. */
export function suspicionOf(text: string, known: KnownBeginnings): Suspicion {
  const suspicion = suspicionOfPlaces(text, known);
  if (suspicion === 'anything' || namesSecret.test(text)) return 'anything';
  return text.includes('/') && webhookHint.test(text) ? 'anything' : suspicion;
}

interface Look {
  readonly text: string;
  readonly known: KnownBeginnings;
  suspicion: Suspicion;
  tail: number;
  /** Of the word that the text read so far ends in. */
  wordLength: number;
  wordKinds: number;
}

function suspicionOfPlaces(text: string, known: KnownBeginnings): Suspicion {
  const look: Look = { text, known, suspicion: 'nothing', tail: 0, wordLength: 0, wordKinds: 0 };
  for (let from = 0; from < text.length; from += maxCodes) {
    if (isSuspectPiece(look, from, readCodes(text, from))) return 'anything';
  }
  return mayEndToken(text, text.length, look) ? 'anything' : look.suspicion;
}

function isSuspectPiece(look: Look, from: number, count: number): boolean {
  const { text, known } = look;
  const { tails } = known;
  let { tail, wordLength, wordKinds } = look;
  for (let place = 0; place < count; place += 1) {
    const code = codes[place] as number;
    const kind = kinds[code] as number;
    // All bits within a word, none at its end.
    const ofWord = -(kind & inWord);
    if (
      ofWord === 0 &&
      wordLength >= shortestToken &&
      mayEndToken(text, from + place, { wordLength, wordKinds })
    )
      return true;
    wordLength = (wordLength + 1) & ofWord;
    wordKinds = (wordKinds | kind) & ofWord;
    if ((kind & suspect) !== 0 && isSuspect(text, from + place, tail)) return true;
    tail = pushed(tail, code);
    if (tails[tail] === 1 && known.beginsAt(text, from + place - 2)) look.suspicion = 'known';
  }
  look.tail = tail;
  look.wordLength = wordLength;
  look.wordKinds = wordKinds;
  return false;
}

type Word = Pick<Look, 'wordLength' | 'wordKinds'>;

function mayEndToken(text: string, end: number, { wordLength, wordKinds }: Word): boolean {
  if (wordLength < shortestToken || (wordKinds & beyondHex) === 0) return false;
  return mayBeToken(text, { start: end - wordLength, end });
}

/** `tail` is that of the text before `index`. */
function isSuspect(text: string, index: number, tail: number): boolean {
  const code = text.charCodeAt(index);
  if (code === space || code === tab) return schemeTails[tail] === 1;
  if (code === colon || code === equals) return isAssignment(text, index, tail);
  if (code === dash) return isOption(text, index);
  if (code === lessThan) return text[index + 1] === '/';
  // What stood before this one is masked already.
  if (code === at) return !text.startsWith(mask, index - mask.length);
  // A percent sign, or a wide separator.
  return true;
}

function isAssignment(text: string, index: number, tail: number): boolean {
  if (mayBeSecretName(text, index)) {
    const name = nameBefore(text, index)?.text ?? '';
    if (text[index] === '=' ? isSecretParameter(name) : isSecretKey(name)) return true;
  }
  // The number of a Telegram bot stands before its token.
  return schemeTails[tail] === 1 || (text.charCodeAt(index + 1) === capitalA && text[index + 2] === 'A');
}

function isOption(text: string, index: number): boolean {
  const letter = text.charCodeAt(index + 1);
  if (letter !== smallU && letter !== capitalU && letter !== dash) return false;
  return !wordBefore.test(text[index - 1] ?? '');
}
