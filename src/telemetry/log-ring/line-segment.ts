const newline = 0x0a;
const maxBytesPerChar = 3;

/** A fixed piece of memory that is filled with lines, and emptied as a whole. */
export class LineSegment {
  readonly #bytes: Buffer;
  #length = 0;

  constructor(bytes: number) {
    this.#bytes = Buffer.allocUnsafeSlow(bytes);
  }

  /** False when the line has no room. */
  add(line: string): boolean {
    const room = this.#bytes.length - this.#length;
    if (line.length > room) return false;
    // Most lines are ASCII; their bytes are counted only where it matters.
    if (line.length * maxBytesPerChar > room && Buffer.byteLength(line) > room) return false;
    this.#length += this.#bytes.write(line, this.#length, 'utf8');
    return true;
  }

  /** The lines that hold this text. */
  find(text: Buffer): string[] {
    const bytes = this.#bytes.subarray(0, this.#length);
    const found: string[] = [];
    let from = 0;
    while (from < bytes.length) {
      const at = bytes.indexOf(text, from);
      if (at === -1) break;
      const start = bytes.lastIndexOf(newline, at) + 1;
      const end = endOfLine(bytes, at);
      found.push(bytes.toString('utf8', start, end));
      from = end;
    }
    return found;
  }

  clear(): void {
    this.#length = 0;
  }
}

function endOfLine(bytes: Buffer, at: number): number {
  const end = bytes.indexOf(newline, at);
  return end === -1 ? bytes.length : end + 1;
}
