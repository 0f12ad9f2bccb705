/**
 * What JSON from outside may hold. Parsing 30 MB of brackets blocks the event loop for seconds and fills the
 * heap, while one string of 30 MB costs milliseconds: it is the structure that has to be limited.
 */
export interface JsonLimits {
  readonly values: number;
  readonly depth: number;
  /** Bytes outside of strings: digits, white space, punctuation. */
  readonly bareBytes: number;
}

export const jsonLimits: JsonLimits = { values: 10_000, depth: 64, bareBytes: 1024 * 1024 };

export interface JsonExcess {
  /** Continues a sentence that begins with what was read: `holds more than 10000 values`. */
  readonly sentence: string;
  readonly limit: Partial<JsonLimits>;
}

/** Look for more structure than allowed, without parsing and in linear time. Does not find syntax errors. */
export function jsonExcess(bytes: Buffer, limits: JsonLimits = jsonLimits): JsonExcess | undefined {
  const structure = new Structure(limits);
  let bareBytes = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    bareBytes += 1;
    if (bareBytes > limits.bareBytes) return tooBare(limits);
    const kind = kinds[bytes[at] ?? 0] ?? plain;
    if (kind === plain) continue;
    if (kind === quotes) at = endOfString(bytes, at + 1);
    const excess = structure.add(kind);
    if (excess !== undefined) return excess;
  }
  return undefined;
}

class Structure {
  readonly #limits: JsonLimits;
  #values = 1;
  #strings = 0;
  #depth = 0;

  constructor(limits: JsonLimits) {
    this.#limits = limits;
  }

  add(kind: number): JsonExcess | undefined {
    if (kind === quotes) this.#strings += 1;
    if (kind === closes) this.#depth -= 1;
    if (kind === opens) this.#depth += 1;
    if (kind === opens || kind === separates) this.#values += 1;
    const { values, depth } = this.#limits;
    // A value brings two strings at most: its key and itself.
    if (this.#values > values || this.#strings > 2 * values) return tooManyValues(this.#limits);
    return this.#depth > depth ? tooDeep(this.#limits) : undefined;
  }
}

const quote = 0x22;
const backslash = 0x5c;

const plain = 0;
const quotes = 1;
const opens = 2;
const closes = 3;
const separates = 4;

const kinds = new Uint8Array(256);
kinds[quote] = quotes;
for (const byte of Buffer.from('[{')) kinds[byte] = opens;
for (const byte of Buffer.from(']}')) kinds[byte] = closes;
for (const byte of Buffer.from(',')) kinds[byte] = separates;

/** Where the closing quote is; the length of the bytes when there is none. */
function endOfString(bytes: Buffer, start: number): number {
  const found = bytes.indexOf(quote, start);
  if (found === -1) return bytes.length;
  if (bytes[found - 1] !== backslash) return found;
  // One call of indexOf per escaped quote would cost more than a look at each byte.
  for (let at = start; at < bytes.length; at += 1) {
    if (bytes[at] === backslash) at += 1;
    else if (bytes[at] === quote) return at;
  }
  return bytes.length;
}

function tooManyValues({ values }: JsonLimits): JsonExcess {
  return { sentence: `holds more than ${values} values`, limit: { values } };
}

function tooDeep({ depth }: JsonLimits): JsonExcess {
  return { sentence: `is nested deeper than ${depth} levels`, limit: { depth } };
}

function tooBare({ bareBytes }: JsonLimits): JsonExcess {
  return { sentence: `has more than ${bareBytes} bytes outside of its strings`, limit: { bareBytes } };
}
