import { createRedactor } from './create-redactor.ts';
import { secretsIn } from './secrets-in.ts';

const noLimits = {
  maxDepth: 64,
  maxEntries: Number.POSITIVE_INFINITY,
  maxValues: Number.POSITIVE_INFINITY,
  maxStringChars: Number.POSITIVE_INFINITY,
  maxChars: Number.POSITIVE_INFINITY,
};

/**
 * The value without the password of a URL that a client brought, for the texts of that one request: a gateway
 * that learned it for all of them would let one client mask the words of another, or guess its password.
 */
export function hidePasswordOf<T>(url: unknown, value: T): T {
  if (typeof url !== 'string' || !url.includes('@')) return value;
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  if (!secretsIn(url).some((password) => spellings(password).some((part) => text.includes(part))))
    return value;
  const redactor = createRedactor({ knownSecrets: [url] });
  // Text stays text, and plain data plain data.
  return redactor.value(value, { limits: noLimits }) as T;
}

/** In an error a worker shows it as it stands in the URL, or as it was meant. */
function spellings(password: string): string[] {
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}
