import type { Redactor } from '../plugin-api/redaction/create-redactor.ts';
import { isSecretKey } from '../plugin-api/redaction/public.ts';
import { isVerbatim } from '../plugin-api/verbatim.ts';

const mask = '***';

/**
 * Makes the JSON of every answer, whoever made the answer, with secrets masked. Only what `verbatim` names leaves
 * as it is, because it belongs to the client.
 */
export function answerWriter(redact: Redactor): (body: unknown) => string {
  const replace = answerReplacer(redact);
  return (body) => {
    // First, so that what cannot be written is refused before anything walks through it.
    const json = JSON.stringify(body) ?? '';
    // Most answers hold nothing of the kind, and a replacer costs several times as much as a look.
    return isClean({ '': body }, '', redact) ? json : (JSON.stringify(body, replace) ?? '');
  };
}

/** False also for what the replacer alone can judge: an object that turns into something else as JSON. */
function isClean(part: object, key: string, redact: Redactor): boolean {
  const value: unknown = Reflect.get(part, key);
  if (typeof value === 'string') return shownText(redact, part, { key, text: value }) === value;
  if (value === null || typeof value === 'boolean' || value === undefined) return true;
  if (isSecretKey(key)) return false;
  if (typeof value !== 'object') return true;
  if (Array.isArray(value)) return value.every((_, index) => isClean(value, String(index), redact));
  if (!isPlain(value)) return false;
  return Object.keys(value).every((name) => redact.text(name) === name && isClean(value, name, redact));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && !('toJSON' in value);
}

function answerReplacer(redact: Redactor): (this: unknown, key: string, value: unknown) => unknown {
  return function replace(this: unknown, key, value) {
    if (typeof value === 'string') return shownText(redact, this as object, { key, text: value });
    if (value === null || typeof value === 'boolean' || value === undefined) return value;
    if (isSecretKey(key)) return mask;
    return typeof value === 'object' && !Array.isArray(value) ? withShownKeys(redact, value) : value;
  };
}

interface Field {
  readonly key: string;
  readonly text: string;
}

function shownText(redact: Redactor, part: object, { key, text }: Field): string {
  if (text === '' || isVerbatim(part, key)) return text;
  return isSecretKey(key) ? mask : redact.text(text);
}

/** Names of fields may come from others, too. */
function withShownKeys(redact: Redactor, part: object): object {
  const keys = Object.keys(part);
  if (keys.every((key) => redact.text(key) === key)) return part;
  return Object.fromEntries(keys.map((key) => [redact.text(key), Reflect.get(part, key)]));
}
