import { redactUrls } from './redact-url.ts';

export interface CutOptions {
  readonly maxChars: number;
  readonly redactSecrets: boolean;
}

// A password that begins before the cut is recognised when its `@` comes within this many characters.
const windowChars = 1024;
const base64HeadChars = 120;
const maxKeyChars = 256;

/** A string as it may be written: secrets masked, and replaced by a marker with its beginning when too long. */
export function cutText(text: string, options: CutOptions): unknown {
  const { clean, isWhole } = redactBeginning(text, options);
  if (isWhole && clean.length <= options.maxChars) return clean;
  return { __truncated__: true, len: text.length, head: headOf(clean, options.maxChars) };
}

/** Like `cutText` for fields that stay strings. */
export function cutPlain(text: string, options: CutOptions): string {
  return headOf(redactBeginning(text, options).clean, options.maxChars);
}

export function cutKey(key: string, redactSecrets: boolean): string {
  return cutPlain(key, { maxChars: maxKeyChars, redactSecrets });
}

export function cutBase64(text: string, redactSecrets: boolean): unknown {
  const head = cutPlain(text, { maxChars: base64HeadChars, redactSecrets });
  return { __b64__: true, len: text.length, head };
}

/** Cuts before it searches, so that the cost depends on the limit and not on the text. */
function redactBeginning(text: string, { maxChars, redactSecrets }: CutOptions) {
  const isWhole = text.length <= maxChars + windowChars;
  const beginning = isWhole ? text : text.slice(0, maxChars + windowChars);
  return { isWhole, clean: redactSecrets ? redactUrls(beginning, { isCut: !isWhole }) : beginning };
}

function headOf(text: string, maxChars: number): string {
  // Half of a surrogate pair at the cut would be refused by some JSON readers.
  return text.length <= maxChars ? text : text.slice(0, maxChars).toWellFormed();
}
