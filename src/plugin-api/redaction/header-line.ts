import { closesText, skipQuoted } from './quoted-text.ts';

const stop = /[\r\n"'`]|\\+["'`nr]?/g;

/**
 * Where the line ends that `start` is on: at its line break, raw or escaped, or at the quote that closes the
 * text around it. Values in quotes belong to the line: `Digest username="bob", response="…"`.
 */
export function lineEnd(text: string, start: number): number {
  stop.lastIndex = start;
  for (let match = stop.exec(text); match !== null; match = stop.exec(text)) {
    const { 0: found, index } = match;
    const last = index + found.length - 1;
    if (/[\r\nnr]$/.test(found)) return index;
    if (text[index - 1] === '=' && !found.endsWith('\\')) stop.lastIndex = skipQuoted(text, last + 1);
    else if (closesText(text, last)) return index;
  }
  return text.length;
}
