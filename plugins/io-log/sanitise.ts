import type { MetLimit, Redactor } from 'glassgate/plugin-api';

/** Why something of a record is missing. */
type Truncation = MetLimit | 'b64';

export interface SanitiseRules {
  readonly includeBodies: boolean;
  /** Longest string written whole. */
  readonly maxFieldChars: number;
  readonly redactor: Redactor;
  readonly onTruncation?: (why: Truncation) => void;
}

const base64Keys = new Set(['imageb64', 'imgb64', 'b64', 'b64json', 'base64']);
const longestBase64Key = 16;
const base64HeadChars = 120;
const maxBodyChars = 512 * 1024;
const maxEntries = 200;
const maxDepth = 12;

/** A copy of a body that may be written to the log. The body itself is never changed. */
export function sanitiseBody(body: unknown, rules: SanitiseRules): unknown {
  const { includeBodies, maxFieldChars, redactor, onTruncation } = rules;
  if (!includeBodies) return redactor.shape(body);
  const copy = redactor.value(body, {
    limits: { maxDepth, maxEntries, maxStringChars: maxFieldChars, maxChars: maxBodyChars + maxFieldChars },
    tooDeep: '[Depth]',
    replace: (key, value) => (isBase64(key, value) ? base64Marker(value, rules) : undefined),
    onLimit: onTruncation,
  });
  return copy ?? null;
}

function isBase64(key: string, value: unknown): value is string {
  // Every key of every body is asked, and nearly none has the digits.
  if (typeof value !== 'string' || key.length > longestBase64Key || !key.includes('64')) return false;
  return base64Keys.has(key.toLowerCase().replaceAll(/[-_]/g, ''));
}

function base64Marker(text: string, { redactor, onTruncation }: SanitiseRules): unknown {
  onTruncation?.('b64');
  return { __b64__: true, len: text.length, head: redactor.head(text, base64HeadChars).text };
}
