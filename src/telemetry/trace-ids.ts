const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * 32 random bits, as a signed number: those need no object of their own in memory. Ids must differ, not be
 * secret: the generator of the SDK uses Math.random too.
 */
export function randomWord(): number {
  return (Math.random() * 0x1_0000_0000) | 0;
}

/** 8 hex digits. */
export function wordToHex(bits: number): string {
  // biome-ignore lint/style/useTemplate: half the time of a template, and it is called for every id
  return '' + hex[bits >>> 24] + hex[(bits >>> 16) & 255] + hex[(bits >>> 8) & 255] + hex[bits & 255];
}

/** The 32 bits that 8 hex digits of an id stand for, signed as well. */
export function hexToWord(id: string, from: number): number {
  return Number.parseInt(id.slice(from, from + 8), 16) | 0;
}

/** 16 hex digits. */
export function newSpanId(): string {
  const id = wordToHex(randomWord()) + wordToHex(randomWord());
  return id === '0000000000000000' ? newSpanId() : id;
}

/** 32 hex digits. */
export function newTraceId(): string {
  return newSpanId() + newSpanId();
}
