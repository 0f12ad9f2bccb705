import type { Span } from './mask-spans.ts';

const hostAfter =
  /@(?:(?:[\w-]{1,63}\.){0,8}[\w-]{1,63}:\d{2,5}(?![\w.])|\[[\da-f:.]{2,45}\]:\d|\d{1,3}(?:\.\d{1,3}){3}(?![\w.]))/iy;
const userinfoBefore = /(?:^|[\s"'`=(,;<>])([\w.+%-]{1,64}):([^\s"'`<>/\\]{1,256})$/;
const longestUserinfo = 322;

/** Finds `user:password@host:port` without a scheme: what proxy settings look like. */
export function findHostUserinfo(text: string, found: Span[]): void {
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    hostAfter.lastIndex = at;
    if (!hostAfter.test(text)) continue;
    const password = userinfoBefore.exec(text.slice(Math.max(0, at - longestUserinfo), at))?.[2];
    if (password !== undefined)
      found.push({ start: at - password.length, end: at, rule: 'hostport_userinfo' });
  }
}
