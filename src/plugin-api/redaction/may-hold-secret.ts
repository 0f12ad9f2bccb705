import { mayHoldToken } from './find-tokens.ts';
import { nameBefore } from './name-before.ts';
import { mask } from './rules.ts';
import { isSecretKey, isSecretParameter, mayBeSecretName } from './secret-keys.ts';

const [tab, space, percent, dash, colon, lessThan, equals, at] = [9, 32, 37, 45, 58, 60, 61, 64];

const isSuspectCode = new Uint8Array(128);
for (const code of [tab, space, percent, dash, colon, lessThan, equals, at]) isSuspectCode[code] = 1;

const namesSecret = /secret/i;
const webhookHint = /hook|telegram/;
const optionLetters = 'uU-';
const wordBefore = /[A-Za-z\d_]/;
const wideSeparators = new Set([0xff1a, 0xff1d]);

/** The last three letters of authentication schemes, five bits each. */
const schemeTails = new Uint8Array(1 << 15);
for (const scheme of ['bearer', 'basic', 'token', 'digest', 'negotiate', 'ntlm', 'apikey', 'sha256']) {
  schemeTails[tailBefore(scheme, scheme.length)] = 1;
}

/**
 * False for a text in which no rule can find anything, which nearly all are: one pass, at a fraction of the cost
 * of the search. True says nothing. Not for a text that was cut, nor for secrets that are known.
 */
export function mayHoldSecret(text: string): boolean {
  return (
    hasSuspectPlace(text) ||
    mayHoldToken(text) ||
    namesSecret.test(text) ||
    (text.includes('/') && webhookHint.test(text))
  );
}

function hasSuspectPlace(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if ((code > 127 || isSuspectCode[code] === 1) && isSuspect(text, index, code)) return true;
  }
  return false;
}

function isSuspect(text: string, index: number, code: number): boolean {
  if (code === space || code === tab) return schemeTails[tailBefore(text, index)] === 1;
  if (code === colon || code === equals) return isAssignment(text, index);
  if (code === dash) return isOption(text, index);
  if (code === lessThan) return text[index + 1] === '/';
  // What stood before this one is masked already.
  if (code === at) return !text.startsWith(mask, index - mask.length);
  return code === percent || wideSeparators.has(code);
}

function isAssignment(text: string, index: number): boolean {
  if (mayBeSecretName(text, index)) {
    const name = nameBefore(text, index)?.text ?? '';
    if (text[index] === '=' ? isSecretParameter(name) : isSecretKey(name)) return true;
  }
  // The number of a Telegram bot stands before its token.
  return schemeTails[tailBefore(text, index)] === 1 || text.startsWith('AA', index + 1);
}

function isOption(text: string, index: number): boolean {
  return optionLetters.includes(text[index + 1] ?? 'x') && !wordBefore.test(text[index - 1] ?? '');
}

function tailBefore(text: string, end: number): number {
  if (end < 3) return 0;
  const [a, b, c] = [text.charCodeAt(end - 3), text.charCodeAt(end - 2), text.charCodeAt(end - 1)];
  return ((a & 31) << 10) | ((b & 31) << 5) | (c & 31);
}
