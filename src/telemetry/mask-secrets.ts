const mask = 'REDACTED:REDACTED@';

// In a password of a proxy a slash may stand unescaped; in any other URL a slash ends the authority.
// `\"` and `\\` are what a quote and a backslash of a password look like on a JSON line.
const proxyUserinfo = /(socks\w{0,3}:\/\/)(?:\\["\\]|[^\s"'<>\\]){1,1024}@/gi;
const userinfo = /(:\/\/)(?:\\["\\]|[^\s/?#"'<>\\]){1,1024}@/g;
const secretParameter =
  /([?&][^=&#\s]{0,64}(?:key|token|secret|passw|pwd|auth|sig|session|sid|credential|code|state)[^=&#\s]{0,64}=)[^&#\s"]+/gi;

/** Replace `user:password@` of every URL in a text, log line or message. */
export function maskUserinfo(text: string): string {
  if (!text.includes('://') || !text.includes('@')) return text;
  return text.replace(proxyUserinfo, `$1${mask}`).replace(userinfo, `$1${mask}`);
}

/** A URL that may be shown: no userinfo, no values of parameters that name a secret. */
export function maskUrl(url: string): string {
  const masked = maskUserinfo(url);
  return masked.includes('?') ? masked.replace(secretParameter, '$1REDACTED') : masked;
}
