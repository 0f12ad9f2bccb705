import { types } from 'node:util';
import { cutBase64, cutKey, cutText } from './cut-text.ts';
import { isSecretKey, plainKey } from './redact-keys.ts';

export interface SanitiseRules {
  readonly includeBodies: boolean;
  readonly redactSecrets: boolean;
  /** Longest string written whole. */
  readonly maxFieldChars: number;
}

const base64Keys = new Set(['imageb64', 'imgb64', 'b64', 'base64']);
const mask = '***';
const maxDepth = 20;
const maxEntries = 1000;
const maxNodes = 10_000;
const maxBodyChars = 512 * 1024;
const maxSummaryKeys = 50;

/** What may still be copied of one body; keeps the work bounded, whatever the body looks like. */
interface Walk {
  readonly rules: SanitiseRules;
  nodesLeft: number;
  charsLeft: number;
}

/** A copy of a body that may be written to the log. The body itself is never changed. */
export function sanitiseBody(body: unknown, rules: SanitiseRules): unknown {
  if (!rules.includeBodies) return summarise(body, rules);
  const charsLeft = maxBodyChars + rules.maxFieldChars;
  return copyValue(body, 0, { rules, nodesLeft: maxNodes, charsLeft }) ?? null;
}

function copyValue(value: unknown, depth: number, walk: Walk): unknown {
  walk.nodesLeft -= 1;
  if (typeof value === 'string') return copyText(value, walk);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return { __bytes__: true, len: value.byteLength };
  if (types.isDate(value)) return value.toJSON();
  if (depth >= maxDepth || isSpent(walk)) return summarise(value, walk.rules);
  return Array.isArray(value) ? copyList(value, depth, walk) : copyObject(value, depth, walk);
}

function copyText(text: string, walk: Walk): unknown {
  const { maxFieldChars, redactSecrets } = walk.rules;
  const maxChars = Math.min(maxFieldChars, Math.max(0, walk.charsLeft));
  walk.charsLeft -= Math.min(text.length, maxChars);
  return cutText(text, { maxChars, redactSecrets });
}

function copyList(list: readonly unknown[], depth: number, walk: Walk): unknown[] {
  const copy: unknown[] = [];
  for (const item of list) {
    if (copy.length === maxEntries || isSpent(walk)) {
      copy.push({ __more__: list.length - copy.length });
      break;
    }
    copy.push(copyValue(item, depth + 1, walk));
  }
  return copy;
}

function copyObject(source: object, depth: number, walk: Walk): object {
  // Without a prototype, so that a key named `__proto__` is a key like any other.
  const copy: Record<string, unknown> = Object.create(null);
  const keys = Object.keys(source);
  for (const [index, key] of keys.entries()) {
    if (index === maxEntries || isSpent(walk)) {
      copy['__more__'] = keys.length - index;
      break;
    }
    const name = cutKey(key, walk.rules.redactSecrets);
    walk.charsLeft -= name.length;
    copy[name] = copyEntry(key, Reflect.get(source, key), { depth, walk });
  }
  return copy;
}

function copyEntry(
  key: string,
  value: unknown,
  at: { readonly depth: number; readonly walk: Walk },
): unknown {
  const { rules } = at.walk;
  if (typeof value === 'string' && base64Keys.has(plainKey(key)))
    return cutBase64(value, rules.redactSecrets);
  if (rules.redactSecrets && isSecretKey(key)) {
    at.walk.nodesLeft -= 1;
    return mask;
  }
  return copyValue(value, at.depth + 1, at.walk);
}

function isSpent(walk: Walk): boolean {
  return walk.nodesLeft <= 0 || walk.charsLeft <= 0;
}

/** The shape of a body without its content. */
function summarise(value: unknown, { redactSecrets }: SanitiseRules): unknown {
  if (typeof value === 'string') return { __str__: true, len: value.length };
  if (Array.isArray(value)) return { __list__: true, len: value.length };
  if (typeof value !== 'object' || value === null) return null;
  const keys = Object.keys(value);
  const names = keys.slice(0, maxSummaryKeys).map((key) => cutKey(key, redactSecrets));
  return { __dict__: true, keys: names, len: keys.length };
}
