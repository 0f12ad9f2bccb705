export interface Decoded {
  readonly text: string;
  /** Where each character came from. */
  readonly starts: readonly number[];
}

const hexDigits = /^[2-7][\da-f]$/i;

/** Decodes `%XX` once, where it stands for a printable ASCII character. */
export function decodeAscii(encoded: string): Decoded {
  const starts: number[] = [];
  let text = '';
  for (let index = 0; index < encoded.length; index += 1) {
    starts.push(index);
    const digits = encoded[index] === '%' ? encoded.slice(index + 1, index + 3) : '';
    if (!hexDigits.test(digits)) {
      text += encoded[index];
      continue;
    }
    text += String.fromCharCode(Number.parseInt(digits, 16));
    index += 2;
  }
  return { text, starts };
}
