import { keysOf, readKey, scalarOf, unreadable } from './read-object.ts';
import type { RedactedHead } from './redact-text.ts';
import type { MetLimit, RedactionLimits } from './redaction-limits.ts';
import { mask } from './rules.ts';
import { shapeOf } from './shape-of.ts';

/** What a copy may show. */
export interface CopyRules {
  readonly limits: RedactionLimits;
  /** Stands in for the value of a key before anything else is tried; undefined leaves it alone. */
  readonly replace: (key: string, value: unknown) => unknown;
  /** Stands for what is too deep; its shape when undefined. */
  readonly tooDeep: string | undefined;
  readonly onLimit: ((limit: MetLimit) => void) | undefined;
  head(text: string, maxChars: number): RedactedHead;
  name(key: string): string;
  isSecret(name: string): boolean;
  onSecret(): void;
}

interface Walk {
  readonly rules: CopyRules;
  /** The objects around the current value; never more than the depth allows. */
  readonly ancestors: object[];
  valuesLeft: number;
  charsLeft: number;
}

const circular = '[circular]';
const oneWord = /^[\w.-]{1,64}$/;

/** A bounded copy of any value that may be shown. The value is never changed, and nothing of it can throw. */
export function copyValue(value: unknown, rules: CopyRules): unknown {
  const { maxValues, maxChars } = rules.limits;
  return copyAny(value, { rules, ancestors: [], valuesLeft: maxValues, charsLeft: maxChars });
}

function copyAny(value: unknown, walk: Walk): unknown {
  walk.valuesLeft -= 1;
  if (typeof value === 'string') return copyText(value, walk);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'object' && value !== null) return copyNested(value, walk);
  return typeof value === 'function' || typeof value === 'symbol' ? undefined : value;
}

function copyText(text: string, walk: Walk): unknown {
  const maxChars = Math.min(walk.rules.limits.maxStringChars, Math.max(0, walk.charsLeft));
  walk.charsLeft -= Math.min(text.length, maxChars);
  const head = walk.rules.head(text, maxChars);
  if (head.isWhole) return head.text;
  walk.rules.onLimit?.(maxChars < walk.rules.limits.maxStringChars ? 'size' : 'field');
  return { __truncated__: true, len: text.length, head: head.text };
}

function copyNested(value: object, walk: Walk): unknown {
  if (walk.ancestors.includes(value)) return circular;
  walk.ancestors.push(value);
  try {
    return copyObject(value, walk);
  } catch {
    // A proxy may throw at any look at it.
    return unreadable;
  } finally {
    walk.ancestors.pop();
  }
}

function copyObject(value: object, walk: Walk): unknown {
  const scalar = scalarOf(value);
  if (typeof scalar === 'string') return copyText(scalar, walk);
  if (scalar !== undefined) return scalar;
  if (walk.ancestors.length > walk.rules.limits.maxDepth) return copyTooDeep(value, walk.rules);
  if (isSpent(walk)) {
    walk.rules.onLimit?.('size');
    return shapeOf(value, walk.rules.name);
  }
  if (Array.isArray(value)) return copyList(value, value.length, walk);
  if (value instanceof Set || value instanceof Map) return copyList(value, value.size, walk);
  return copyEntries(value, walk);
}

function copyTooDeep(value: object, { tooDeep, onLimit, name }: CopyRules): unknown {
  onLimit?.('depth');
  return tooDeep ?? shapeOf(value, name);
}

function copyList(list: Iterable<unknown>, length: number, walk: Walk): unknown[] {
  const copy: unknown[] = [];
  let previous: unknown;
  for (const item of list) {
    if (mustStop(copy.length, walk)) {
      copy.push({ __more__: length - copy.length });
      break;
    }
    // Lists of header names and values, one after the other, are what HTTP libraries pass around.
    const isPaired = length % 2 === 0 && copy.length % 2 === 1;
    copy.push(isPaired && isSecretName(previous, walk) ? masked(item, walk) : copyAny(item, walk));
    previous = item;
  }
  return copy;
}

function copyEntries(source: object, walk: Walk): object {
  // Without a prototype, so that a key named `__proto__` is a key like any other.
  const copy: Record<string, unknown> = Object.create(null);
  const keys = keysOf(source);
  const secretKey = isNamedSecret(source, walk) ? 'value' : undefined;
  for (const [index, key] of keys.entries()) {
    if (mustStop(index, walk)) {
      copy['__more__'] = keys.length - index;
      break;
    }
    const name = walk.rules.name(key);
    walk.charsLeft -= name.length;
    const value = readKey(source, key);
    const shown = key === secretKey ? masked(value, walk) : copyEntry(key, value, walk);
    // Two names may look the same once the secrets in them are masked.
    copy[name in copy ? `${name}~${index}` : name] = shown;
  }
  return copy;
}

function copyEntry(key: string, value: unknown, walk: Walk): unknown {
  const { rules } = walk;
  return rules.replace(key, value) ?? (rules.isSecret(key) ? masked(value, walk) : copyAny(value, walk));
}

/** `{ name: 'Authorization', value: … }` is how archives of HTTP traffic write a header. */
function isNamedSecret(source: object, walk: Walk): boolean {
  if (!Object.hasOwn(source, 'value')) return false;
  return ['name', 'key'].some((key) => isSecretName(readKey(source, key), walk));
}

function isSecretName(name: unknown, { rules }: Walk): boolean {
  return typeof name === 'string' && oneWord.test(name) && rules.isSecret(name);
}

/** Whether something is there at all is no secret. */
function masked(value: unknown, walk: Walk): unknown {
  walk.valuesLeft -= 1;
  if (value === undefined || value === null || value === '' || typeof value === 'boolean') return value;
  if (value !== mask) walk.rules.onSecret();
  return mask;
}

/** True when no more than the entries already copied may be. */
function mustStop(copied: number, walk: Walk): boolean {
  const { limits, onLimit } = walk.rules;
  const isFull = copied === limits.maxEntries;
  if (!isFull && !isSpent(walk)) return false;
  onLimit?.(isFull ? 'entries' : 'size');
  return true;
}

function isSpent(walk: Walk): boolean {
  return walk.valuesLeft <= 0 || walk.charsLeft <= 0;
}
