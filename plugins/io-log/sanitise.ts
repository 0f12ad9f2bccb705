import type { Redactor } from 'glassgate/plugin-api';

export interface SanitiseRules {
  readonly includeBodies: boolean;
  /** Longest string written whole. */
  readonly maxFieldChars: number;
  readonly redactor: Redactor;
}

const base64Keys = new Set(['imageb64', 'imgb64', 'b64', 'base64']);
const longestBase64Key = 16;
const base64HeadChars = 120;
const maxBodyChars = 512 * 1024;

/** A copy of a body that may be written to the log. The body itself is never changed. */
export function sanitiseBody(body: unknown, rules: SanitiseRules): unknown {
  const { includeBodies, maxFieldChars, redactor } = rules;
  if (!includeBodies) return redactor.shape(body);
  const copy = redactor.value(body, {
    limits: { maxStringChars: maxFieldChars, maxChars: maxBodyChars + maxFieldChars },
    replace: (key, value) => (isBase64(key, value) ? base64Marker(value, redactor) : undefined),
  });
  return copy ?? null;
}

function isBase64(key: string, value: unknown): value is string {
  if (typeof value !== 'string' || key.length > longestBase64Key) return false;
  return base64Keys.has(key.toLowerCase().replaceAll(/[-_]/g, ''));
}

function base64Marker(text: string, redactor: Redactor): unknown {
  return { __b64__: true, len: text.length, head: redactor.head(text, base64HeadChars).text };
}
