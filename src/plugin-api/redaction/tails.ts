/** Five bits of each of the last three characters of a text: upper and lower case give the same. */
export const tailCount = 1 << 15;

/** The tail after one more character. */
export function pushed(tail: number, code: number): number {
  return ((tail << 5) | (code & 31)) & (tailCount - 1);
}

export function tailOf(text: string): number {
  let tail = 0;
  for (let index = 0; index < text.length; index += 1) tail = pushed(tail, text.charCodeAt(index));
  return tail;
}
