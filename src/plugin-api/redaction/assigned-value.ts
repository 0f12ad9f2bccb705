import { closesText, quotedEnd, skipQuoted } from './quoted-text.ts';

export interface Extent {
  readonly start: number;
  readonly end: number;
}

const openingQuote = /[bru]{0,2}\\{0,255}["'`]/y;
const bracketOrString = /[{}[\]"\r\n]/g;
const depthChange: Readonly<Record<string, number>> = { '{': 1, '[': 1, '}': -1, ']': -1 };
const unquotedStop = /[\s"'`<>,;&}\]，。；、）】」…]|\\+/g;
const escapedQuoteOrLineBreak = /["'`nr]/y;
const nextAssignment = /[,;&](?:\s|$|["'\\{}[\]]|[\w.%$-]{1,64}["']?[ ]?[=:])/y;

/**
 * Where the value lies that begins at `start`: inside its quotes, from bracket to bracket, or up to what
 * cannot belong to it. `isJson` says that its name is quoted.
 */
export function valueAt(text: string, start: number, { isJson }: { readonly isJson: boolean }): Extent {
  openingQuote.lastIndex = start;
  if (openingQuote.test(text)) {
    const content = openingQuote.lastIndex;
    return { start: content, end: quotedEnd(text, content) };
  }
  if (text[start] === '{' || text[start] === '[') return { start, end: bracketEnd(text, start, isJson) };
  return { start, end: unquotedEnd(text, start, isJson) };
}

/** Code may open a bracket and close it pages later; JSON with line breaks is one value. */
function bracketEnd(text: string, start: number, isJson: boolean): number {
  let depth = 0;
  bracketOrString.lastIndex = start;
  for (let match = bracketOrString.exec(text); match !== null; match = bracketOrString.exec(text)) {
    const { 0: found, index } = match;
    if (found === '"') bracketOrString.lastIndex = skipQuoted(text, index + 1);
    depth += depthChange[found] ?? 0;
    if (depth === 0) return index + 1;
    if (!isJson && (found === '\n' || found === '\r')) return index;
  }
  return text.length;
}

function unquotedEnd(text: string, start: number, isJson: boolean): number {
  unquotedStop.lastIndex = start;
  for (let stop = unquotedStop.exec(text); stop !== null; stop = unquotedStop.exec(text)) {
    if (isEnd(text, stop, isJson)) return stop.index;
  }
  return text.length;
}

/** Passwords hold commas, ampersands and brackets, too: such a character ends one only before something new. */
function isEnd(text: string, { 0: stop, index }: RegExpExecArray, isJson: boolean): boolean {
  if ('}]'.includes(stop)) return isJson;
  if (stop.startsWith('\\')) return matchesAt(escapedQuoteOrLineBreak, text, index + stop.length);
  if ('"\'`'.includes(stop)) return closesText(text, index);
  if (',;&'.includes(stop)) return isJson || matchesAt(nextAssignment, text, index);
  return true;
}

function matchesAt(sticky: RegExp, text: string, at: number): boolean {
  sticky.lastIndex = at;
  return sticky.test(text);
}
