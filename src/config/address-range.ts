import { isIP } from 'node:net';

const namedRanges = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** An address, addresses with the same beginning (`10.0.0.0/8`), or a name that Express has for some. */
export function isAddressRange(text: string): boolean {
  if (namedRanges.has(text)) return true;
  const [address = '', prefix, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || address.includes('%') || more.length > 0) return false;
  if (prefix === undefined) return true;
  const longest = version === 4 ? 32 : 128;
  // Express takes no prefix of nothing: whoever trusts everybody has no client's address.
  return /^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= longest;
}
