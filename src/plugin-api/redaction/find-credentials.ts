import { lineEnd } from './header-line.ts';
import type { Span } from './mask-spans.ts';

const anyScheme = /bearer|basic|token|digest|negotiate|ntlm|apikey|aws4-hmac/i;
const credential =
  /(?<![A-Za-z\d-])(bearer|basic|token|digest(?=[ \t%])|negotiate|ntlm|apikey)(?:[ \t:=]{1,8}|%20)["']?([A-Za-z\d._~+/=:-]{6,})/gi;
const parameters =
  /(?<![A-Za-z\d-])(?:digest[ \t]{1,8}(?=(?:username|realm|nonce)=)|aws4-hmac-sha256[ \t]{1,8}(?=credential=))/gi;
const shortestByScheme: Readonly<Record<string, number>> = { bearer: 6, basic: 8 };
const shortestOther = 16;
const plainWords = /^[A-Za-z][a-z]*(?:[-/.](?:[A-Z][a-z]*|[a-z]+)?)*:?$/;
const longestPlainWords = 24;
/** Of a file or an image, and public. */
const checksum = /^(?:sha-?\d+|md5|crc32c?|adler32)[:=]/i;

/** Finds what follows the name of an HTTP authentication scheme, unless it is an ordinary word. */
export function findCredentials(text: string, found: Span[]): void {
  if (!anyScheme.test(text)) return;
  credential.lastIndex = 0;
  for (let match = credential.exec(text); match !== null; match = credential.exec(text)) {
    const [, scheme, secret] = match as unknown as [string, string, string];
    const end = credential.lastIndex;
    const start = end - secret.length;
    if (isCredential(scheme.toLowerCase(), secret)) found.push({ start, end, rule: 'http_auth_scheme' });
    // In `token: Bearer …` the first word is followed by the second, not by its secret.
    else credential.lastIndex = start;
  }
  findParameters(text, found);
}

/** Digest and AWS send their credentials as a list of parameters. */
function findParameters(text: string, found: Span[]): void {
  parameters.lastIndex = 0;
  while (parameters.test(text)) {
    const start = parameters.lastIndex;
    parameters.lastIndex = lineEnd(text, start);
    found.push({ start, end: parameters.lastIndex, rule: 'http_auth_scheme' });
  }
}

function isCredential(scheme: string, secret: string): boolean {
  if (secret.length < (shortestByScheme[scheme] ?? shortestOther)) return false;
  if (scheme === 'basic') return isBasic(secret);
  if (scheme === 'digest' && checksum.test(secret)) return false;
  return secret.length > longestPlainWords || !plainWords.test(secret);
}

/** `Basic` is followed by `user:password` in base64; an English word decodes to something unprintable. */
function isBasic(secret: string): boolean {
  const whole = /^[A-Za-z\d+/]{8,}/.exec(secret)?.[0] ?? '';
  if (whole === '') return false;
  return /^[\x20-\x7e]+$/.test(atob(whole.slice(0, Math.min(whole.length, 400) & ~3)));
}
