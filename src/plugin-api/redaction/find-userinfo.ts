import type { Extent } from './assigned-value.ts';
import type { Span } from './mask-spans.ts';
import { authorityOf } from './url-authority.ts';

// JSON may escape the slashes of a URL, several times over when it is nested.
const opener = /:(?:\\{0,127}\/){2}/g;
const longestScheme = 32;

/** Finds the password of every URL, and a user name that stands alone, because tokens travel there. */
export function findUserinfo(text: string, found: Span[], { isCut }: { readonly isCut: boolean }): void {
  const lastAt = isCut ? text.length : text.lastIndexOf('@');
  if (lastAt === -1) return;
  opener.lastIndex = 0;
  let match = opener.exec(text);
  while (match !== null && match.index < lastAt) {
    const start = opener.lastIndex;
    const { index } = match;
    match = opener.exec(text);
    const mayGoOn = isCut && match === null;
    const rest = text.slice(start, match?.index ?? text.length);
    if (!mayGoOn && !rest.includes('@')) continue;
    const before = text.slice(Math.max(0, index - longestScheme), index);
    const secret = secretOf({ before, rest, mayGoOn });
    if (secret !== undefined) found.push(spanAt(start, secret));
  }
}

function spanAt(offset: number, { start, end }: Extent): Span {
  return { start: offset + start, end: offset + end, rule: 'url_userinfo' };
}

interface Url {
  /** What stands before the colon. */
  readonly before: string;
  /** What follows the slashes, up to the next URL. */
  readonly rest: string;
  /** True when the text was cut after it. */
  readonly mayGoOn: boolean;
}

function secretOf({ before, rest, mayGoOn }: Url): Extent | undefined {
  const authority = authorityOf(rest, before);
  // The `@` may stand in the part that was cut away, so everything that could be the password goes.
  const end = mayGoOn && authority.length === rest.length ? rest.length : authority.lastIndexOf('@');
  if (end === -1) return undefined;
  const colon = authority.indexOf(':');
  return { start: colon === -1 || colon > end ? 0 : colon + 1, end };
}
