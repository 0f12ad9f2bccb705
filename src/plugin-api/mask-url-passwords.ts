import { findUserinfo } from './redaction/find-userinfo.ts';
import { maskSpans, type Span } from './redaction/mask-spans.ts';

/**
 * The text with the user information of every URL in it masked: `socks5://user:***@host:1080`. For text that
 * must otherwise stay as it is, such as a worker's answer; `redactText` finds every kind of secret.
 */
export function maskUrlPasswords(text: string): string {
  if (!text.includes('://')) return text;
  const found: Span[] = [];
  findUserinfo(text, found, { isCut: false });
  return maskSpans(text, found, undefined);
}
