const mask = '***';
// The second form is a URL inside JSON that escapes its slashes.
const opener = /(:\/\/|:\\\/\\\/)/;
const quoteBeforeScheme = /(["'`<])[a-z][a-z0-9+.-]*$/i;
const hostWithPort = /^(?:\[[^\]]*\]|[^:]*)(?::\d*)?$/;
const longestScheme = 32;

export interface RedactUrlsOptions {
  /** True when `text` is only the beginning of a longer text: its last word may go on. */
  readonly isCut: boolean;
}

/** The text with the password of every URL in it masked: `://user:secret@host` → `://user:***@host`. */
export function redactUrls(text: string, { isCut }: RedactUrlsOptions): string {
  if (!opener.test(text)) return text;
  const parts = text.split(opener);
  const last = parts.length - 1;
  return parts
    .map((part, index) => {
      if (index === 0 || index % 2 === 1) return part;
      return maskUserinfo(part, {
        closingQuote: closingQuoteFor(parts[index - 2]),
        isCut: isCut && index === last,
      });
    })
    .join('');
}

interface UrlPlace extends RedactUrlsOptions {
  readonly closingQuote: string | undefined;
}

/** `rest` is what stands between one `://` and the next. */
function maskUserinfo(rest: string, { closingQuote, isCut }: UrlPlace): string {
  const authority = authorityOf(rest, closingQuote);
  const colon = authority.indexOf(':');
  const user = (end: number) => (colon === -1 || colon > end ? '' : authority.slice(0, colon + 1));

  // The `@` may stand in the part that was cut away, so everything that could be the password goes.
  if (isCut && authority.length === rest.length) return user(rest.length) + mask;

  const at = authority.lastIndexOf('@');
  if (at === -1) return rest;
  return user(at) + mask + rest.slice(at);
}

/** Everything that may hold `user:password@host:port`. */
function authorityOf(rest: string, closingQuote: string | undefined): string {
  const space = rest.search(/\s/);
  const word = space === -1 ? rest : rest.slice(0, space);
  const ends = [word.indexOf('/'), closingQuote === undefined ? -1 : word.indexOf(closingQuote)];
  const end = Math.min(...ends.filter((index) => index !== -1));
  if (end === Number.POSITIVE_INFINITY) return word;

  const authority = word.slice(0, end);
  if (authority.includes('@') || hostWithPort.test(authority)) return authority;
  // `user:pa/ss@host` and `user:it's@host`: no port looks like this, so the password holds the delimiter.
  return word;
}

/** A quote ends a URL only when one of its kind stands before it: passwords hold quotes, too. */
function closingQuoteFor(before: string | undefined): string | undefined {
  const quote = quoteBeforeScheme.exec(before?.slice(-longestScheme) ?? '')?.[1];
  return quote === '<' ? '>' : quote;
}
