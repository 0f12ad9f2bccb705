const quoteBefore = /(["'`<])[a-z][a-z0-9+.-]*$/i;
const proxyScheme = /socks(?:4a?|5h?)?$/i;
const hostWithPort = /^(?:\[[^\]]*\]|[^:]*)(?::\d*)?$/;
const wholeHost = /^(?:[\w.-]*\.[a-z]{2,24}|localhost)(?::\d+)?$/i;
// A quote before these is the end of a JSON string, not a part of a password.
const wordEnd = /\s|["'`](?=[,\]}:)]|\\*$)/;

/** Everything after the slashes of a URL that may hold `user:password@host:port`. */
export function authorityOf(rest: string, before: string): string {
  const wordLength = rest.search(wordEnd);
  const word = wordLength === -1 ? rest : rest.slice(0, wordLength);
  const quoted = untilClosing(word, quoteBefore.exec(before)?.[1]);
  // The URL of a proxy has no path, so a slash belongs to the password.
  if (proxyScheme.test(before) && quoted.includes('@')) return quoted;
  const authority = quoted.slice(0, delimiterIn(quoted));
  if (authority === word || authority.includes('@') || hostWithPort.test(authority)) return authority;
  // `user:pa/ss@host` and `user:it's@host`: no port looks like this, so the password holds the delimiter.
  return word;
}

/** A quote ends a URL only when one of its kind stands before it: passwords hold quotes, too. */
function untilClosing(word: string, quote: string | undefined): string {
  const end = quote === undefined ? -1 : word.indexOf(quote === '<' ? '>' : quote);
  return end === -1 ? word : word.slice(0, end);
}

/** A question mark may belong to a password, but not when a whole host stands before it. */
function delimiterIn(word: string): number {
  const slash = word.indexOf('/');
  const end = slash === -1 ? word.length : slash;
  const query = word.search(/[?#]/);
  return query !== -1 && query < end && wholeHost.test(word.slice(0, query)) ? query : end;
}
