import { findSecrets } from './find-secrets.ts';
import type { KnownSecrets } from './known-secrets.ts';
import { maskSpans, type OnRedaction } from './mask-spans.ts';
import { suspicionOf } from './may-hold-secret.ts';
import { mask } from './rules.ts';
import type { TextContext } from './text-context.ts';

export interface TextRules {
  readonly known: KnownSecrets;
  readonly onRedaction: OnRedaction | undefined;
}

/** The beginning of a text, and whether that is all of it. */
export interface RedactedHead {
  readonly text: string;
  readonly isWhole: boolean;
}

const maxRounds = 4;
/** So far beyond the cut a secret is recognised that begins before it. */
const windowChars = 1024;

/** Masks until nothing is left to mask: two texts that a secret stood between may be one now. */
export function redactText(text: string, context: TextContext, { known, onRedaction }: TextRules): string {
  let clean = text;
  for (let round = 0; round < maxRounds; round += 1) {
    const suspicion = context.isCut ? 'anything' : suspicionOf(clean, known.beginnings);
    if (suspicion === 'nothing') return clean;
    const found = suspicion === 'anything' ? findSecrets(clean, context) : [];
    known.find(clean, found);
    const masked = found.length === 0 ? clean : maskSpans(clean, found, onRedaction);
    if (masked === clean) return clean;
    clean = masked;
  }
  return clean;
}

/** Cuts before it searches, so that the cost depends on the limit and not on the text. */
export function redactHead(
  text: string,
  maxChars: number,
  redact: (beginning: string, context: { readonly isCut: boolean }) => string,
): RedactedHead {
  const fits = text.length <= maxChars + windowChars;
  const clean = redact(fits ? text : text.slice(0, maxChars + windowChars), { isCut: !fits });
  const isWhole = fits && clean.length <= maxChars;
  return { text: isWhole ? clean : headOf(clean, maxChars), isWhole };
}

function headOf(text: string, maxChars: number): string {
  if (text.length <= maxChars) return withoutHalf(text, text.length);
  const nearCut = Math.max(0, maxChars - mask.length + 1);
  const maskAtCut = text.slice(nearCut, maxChars + mask.length - 1).indexOf(mask);
  const end = maskAtCut === -1 ? maxChars : nearCut + maskAtCut;
  return withoutHalf(text, end);
}

/** Half of a surrogate pair at the cut would be refused by some JSON readers. */
function withoutHalf(text: string, end: number): string {
  const last = text.charCodeAt(end - 1);
  const isHalf = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, isHalf ? end - 1 : end).toWellFormed();
}
