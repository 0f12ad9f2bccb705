import { createRedactor, isSecretKey, type Redactor } from '../plugin-api/redaction/public.ts';

const longestRemembered = 128;
const maxRemembered = 4_096;
const maxIdChars = 200;
const urlKey = /(?:^|\.)(?:url|uri|target|query|full|path)$/;
const mask = '***';

// Spans and labels are made before, beside and after the parts that could hand a redactor around: the SDK starts
// before main.ts, and its exporter outlives the gateway.
let redactor: Redactor = createRedactor();
/** Texts that hold no secret. Most of what telemetry writes was written a moment ago. */
const clean = new Set<string>();
const secretKeys = new Map<string, boolean>();

/** Have spans and labels redacted by what a gateway knows. Call it again when that has changed. */
export function showBy(current: Redactor): void {
  redactor = current;
  clean.clear();
}

/** What telemetry may show of a text; `key` is the name of its attribute or label, '' where it has none. */
export function shownText(key: string, text: string): string {
  if (isSecret(key)) return text === '' ? text : mask;
  if (clean.has(text)) return text;
  const shown = urlKey.test(key) ? redactor.url(text) : redactor.text(text);
  if (shown === text && text.length <= longestRemembered) remember(text);
  return shown;
}

/** The id of a request in its spans: a client may give it one of any length, and every span of it has that. */
export function shownId(id: string): string {
  return id.length > maxIdChars ? id.slice(0, maxIdChars) : id;
}

/** The beginning of a long text, without a secret at the cut. */
export function shownHead(text: string, maxChars: number): string {
  return redactor.head(text, maxChars).text;
}

function isSecret(key: string): boolean {
  let known = secretKeys.get(key);
  if (known !== undefined) return known;
  known = isSecretKey(key);
  if (secretKeys.size < maxRemembered) secretKeys.set(key, known);
  return known;
}

function remember(text: string): void {
  if (clean.size >= maxRemembered) clean.clear();
  clean.add(text);
}
