// JSON escapes what is below U+0020 only. Many programs end a line at the others, too: U+0085, U+2028, U+2029.
const unsafe = /[\x7f-\x9f\u2028\u2029]/g;
const del = '\x7f';

/** The same JSON text without a character that a reader of lines may take for their end, or a terminal for a command. */
export function oneLine(json: string): string {
  // Most lines are ASCII, and to know that costs a tenth of a search by the pattern.
  if (Buffer.byteLength(json) === json.length && !json.includes(del)) return json;
  return json.replaceAll(unsafe, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
