import { type Extent, valueAt } from './assigned-value.ts';
import { lineEnd } from './header-line.ts';
import type { Span } from './mask-spans.ts';
import { nameBefore, quoteAround } from './name-before.ts';
import { isOrdinaryWord, isSecretKey, isSecretParameter, mayBeSecretName, plainName } from './secret-keys.ts';

// After the separator: the rest of `==`, `:=` and `=>`, blanks, and the end of bold print in Markdown.
const gap = /[:=][=>]{0,2}[ \t]{0,16}(?:\*\*(?!\*)[ \t]{0,16})?/y;
const scheme = /(?:bearer|basic|token|digest|negotiate|apikey)[ \t]{1,8}/iy;
const lineHeaders = new Set(['authorization', 'proxyauthorization', 'cookie', 'setcookie', 'setcookie2']);
/** Values that reveal nothing and tell an operator what is wrong. */
const harmless =
  /^(?:null|none|nil|undefined|true|false|string|str|number|int|bool|boolean|object|required|optional|missing|invalid|expired|empty|unset|[^\p{L}\d]{1,3})$/iu;
const longestHarmless = 9;
/** Instructions show where a secret belongs: `Authorization: Bearer <key>`. */
const placeholder = /^(?:[a-z]{5,9} )?<[a-z][a-z_ -]{0,24}>$/i;
const longestPlaceholder = 36;
const namesSecret = /secret/i;
const colonCode = 58;
const equalsCode = 61;

/** Finds values assigned to the name of a secret, however it is written: env, YAML, JSON, headers, queries. */
export function findAssignments(
  original: string,
  found: Span[],
  { isUrl }: { readonly isUrl: boolean },
): void {
  const text = withAsciiSeparators(original);
  const mayHoldSecret = namesSecret.test(text);
  let lineSearchedTo = 0;
  for (let at = nextSeparator(text, 0); at < text.length; ) {
    const isWorthALook = mayHoldSecret || mayBeSecretName(text, at);
    const span = isWorthALook ? spanAfter(text, at, { isUrl, lineSearchedTo }) : undefined;
    if (span !== undefined && span.end > span.start && !isHarmless(text, span)) found.push(span);
    // A line may hold more than its header, and end within the value of something else.
    if (span?.rule === 'header_line') lineSearchedTo = span.end;
    else if (span !== undefined) at = span.end - 1;
    at = nextSeparator(text, at + 1);
  }
}

function withAsciiSeparators(text: string): string {
  return text.includes('：') || text.includes('＝') ? text.replaceAll('：', ':').replaceAll('＝', '=') : text;
}

function nextSeparator(text: string, from: number): number {
  for (let index = from; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === colonCode || code === equalsCode) return index;
  }
  return text.length;
}

interface Search {
  readonly isUrl: boolean;
  /** The end of the last header found; a header inside it is masked already. */
  readonly lineSearchedTo: number;
}

function spanAfter(text: string, separator: number, { isUrl, lineSearchedTo }: Search): Span | undefined {
  const name = nameBefore(text, separator);
  if (name === undefined) return undefined;
  const isParameter = text[separator] === '=' && isParameterAt(text, name.start, isUrl);
  if (!(isParameter ? isSecretParameter(name.text) : isSecretKey(name.text))) return undefined;
  const quote = quoteAround(text, name);
  const isProse = text[separator] === ':' && quote === undefined;
  if (isProse && isOrdinaryWord(name.text)) return undefined;
  gap.lastIndex = separator;
  gap.test(text);
  const start = gap.lastIndex;
  if (isProse && start >= lineSearchedTo && lineHeaders.has(plainName(name.text)))
    return headerSpan(text, start);
  return valueSpan(text, start, { quote, rule: isParameter ? 'url_query_secret' : 'kv_assignment' });
}

function isParameterAt(text: string, start: number, isUrl: boolean): boolean {
  // `error?.code` is code.
  if (text[start] === '.') return false;
  if (start === 0) return isUrl;
  const before = text[start - 1];
  return before === '?' || before === '&' || (before === ';' && text.startsWith('&amp;', start - 5));
}

function headerSpan(text: string, start: number): Span {
  const end = lineEnd(text, start);
  // A quote at the very beginning is that of the value: `Authorization: 'Bearer …'` in code.
  return { ...(end > start ? { start, end } : valueAt(text, start, { isJson: false })), rule: 'header_line' };
}

interface ValuePlace {
  readonly quote: string | undefined;
  readonly rule: Span['rule'];
}

function valueSpan(text: string, start: number, { quote, rule }: ValuePlace): Span {
  const isJson = quote !== undefined;
  const value = withScheme(text, valueAt(text, start, { isJson }), isJson);
  return isJson && value.start === start ? { ...value, rule, quote } : { ...value, rule };
}

/** `token: Bearer abc` has its secret in the second word. */
function withScheme(text: string, value: Extent, isJson: boolean): Extent {
  scheme.lastIndex = value.start;
  if (!scheme.test(text) || scheme.lastIndex <= value.end) return value;
  return { start: value.start, end: valueAt(text, scheme.lastIndex, { isJson }).end };
}

function isHarmless(text: string, { start, end }: Span): boolean {
  if (end - start > longestPlaceholder) return false;
  const value = text.slice(start, end);
  return (value.length <= longestHarmless && harmless.test(value)) || placeholder.test(value);
}
