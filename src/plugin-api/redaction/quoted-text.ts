// Eight strings in one another.
const maxBackslashes = 255;
const quoteThatCloses = /["'`](?:[\s,;:)}\]&>.|/<\\]|$)/y;
const quoteOrLineEnd = {
  '"': /["\r\n]/g,
  "'": /['\r\n]/g,
  '`': /[`\r\n]/g,
} as const;

/**
 * Where the quoted text ends whose content begins at `start`: before its closing quote and the backslashes
 * that belong to it, or at the end of the line. A string in a string has quotes with one backslash, a string
 * in that has three: whatever the nesting, a quote closes when it has as many as the opening one.
 */
export function quotedEnd(text: string, start: number): number {
  const level = backslashesBefore(text, start - 1);
  const search = quoteOrLineEnd[text[start - 1] as keyof typeof quoteOrLineEnd];
  search.lastIndex = start;
  for (let match = search.exec(text); match !== null; match = search.exec(text)) {
    if (match[0] === '\n' || match[0] === '\r') return match.index;
    const backslashes = Math.min(backslashesBefore(text, match.index), match.index - start);
    if (backslashes % (2 * (level + 1)) === level) return match.index - level;
  }
  return text.length;
}

/** The place after the quoted text whose content begins at `start`. */
export function skipQuoted(text: string, start: number): number {
  const end = quotedEnd(text, start) + backslashesBefore(text, start - 1);
  return text[end] === text[start - 1] ? end + 1 : end;
}

/** Passwords hold quotes, too: one closes a text only before something that is no text. */
export function closesText(text: string, quoteAt: number): boolean {
  quoteThatCloses.lastIndex = quoteAt;
  return quoteThatCloses.test(text);
}

export function backslashesBefore(text: string, at: number): number {
  let from = at;
  while (from > 0 && at - from < maxBackslashes && text[from - 1] === '\\') from -= 1;
  return at - from;
}
