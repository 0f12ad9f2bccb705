import { decodeAscii } from './decode-ascii.ts';
import type { Span } from './mask-spans.ts';
import type { TextContext } from './text-context.ts';

/** Only words: what is decoded must not reach out of the string that it stands in. */
const word = /[^\s"'`<>\\]+/g;
const escaped = /%(?:25){0,3}[2-7][\da-f]/i;
/** A URL in a parameter of a URL in a parameter of a URL. */
const maxDepth = 4;

export type Find = (text: string, context: TextContext, depth: number) => Span[];

/** Finds secrets in percent-encoded words: URLs in parameters of URLs, and anything at all in a path. */
export function findEncoded(
  text: string,
  found: Span[],
  { context, depth, find }: { readonly context: TextContext; readonly depth: number; readonly find: Find },
): void {
  if (depth === maxDepth || !escaped.test(text)) return;
  for (const { 0: encoded, index } of text.matchAll(word)) {
    if (!escaped.test(encoded)) continue;
    const isLast = index + encoded.length === text.length;
    const { text: decoded, starts } = decodeAscii(encoded);
    for (const span of find(decoded, { ...context, isCut: context.isCut && isLast }, depth + 1)) {
      found.push({
        start: index + (starts[span.start] ?? encoded.length),
        end: index + (starts[span.end] ?? encoded.length),
        rule: span.rule,
      });
    }
  }
}
