import { createRedactor, isSecretKey, type Redactor } from '../plugin-api/redaction/public.ts';

const maxKeys = 4_096;
const maxIdChars = 200;
const urlKey = /(?:^|\.)(?:url|uri|target|query|full|path)$/;
const mask = '***';

/** How the text of a key is looked through. */
type Look = 'secret' | 'url' | 'text';

// Spans and labels are made before, beside and after the parts that could hand a redactor around: the SDK starts
// before main.ts, and its exporter outlives the gateway.
let redactor: Redactor = createRedactor();
let generation = 0;
const looks = new Map<string, Look>();

/** Have spans and labels redacted by what a gateway knows. Call it again when that has changed. */
export function showBy(current: Redactor): void {
  redactor = current;
  generation += 1;
}

/** Another number whenever `shownText` may say something else of the same text. */
export function shownGeneration(): number {
  return generation;
}

/** What telemetry may show of a text; `key` is the name of its attribute or label, '' where it has none. */
export function shownText(key: string, text: string): string {
  const look = lookFor(key);
  if (look === 'text') return redactor.text(text);
  if (look === 'url') return redactor.url(text);
  return text === '' ? text : mask;
}

/** The id of a request in its spans: a client may give it one of any length, and every span of it has that. */
export function shownId(id: string): string {
  return id.length > maxIdChars ? id.slice(0, maxIdChars) : id;
}

/** The beginning of a long text, without a secret at the cut. */
export function shownHead(text: string, maxChars: number): string {
  return redactor.head(text, maxChars).text;
}

function lookFor(key: string): Look {
  let look = looks.get(key);
  if (look !== undefined) return look;
  look = isSecretKey(key) ? 'secret' : urlKey.test(key) ? 'url' : 'text';
  if (looks.size < maxKeys) looks.set(key, look);
  return look;
}
