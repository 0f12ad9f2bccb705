/** Where an encoded span lies; valid until the next one is encoded. */
export interface EncodedSpan {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

const initialBytes = 4_096;
const noBytes = Buffer.alloc(0);

/** The encoded spans of a trace whose first span is still open. */
export class LiveRecord {
  readonly traceId: string;
  omittedSpans = 0;
  /** A span of it ended with an error. */
  hasTrouble = false;
  isClosed = false;
  length = 0;
  buffer: Buffer;
  readonly #maxBytes: number;

  constructor(traceId: string, options: { readonly buffer: Buffer | undefined; readonly maxBytes: number }) {
    this.traceId = traceId;
    this.#maxBytes = options.maxBytes;
    this.buffer = options.buffer ?? Buffer.allocUnsafeSlow(initialBytes);
  }

  /** Returns how many bytes more it takes now. */
  append({ bytes, start, end }: EncodedSpan): number {
    const total = this.length + end - start;
    if (total > this.#maxBytes) {
      this.omittedSpans += 1;
      return 0;
    }
    const grown = total > this.buffer.length ? this.#grow(total) : 0;
    bytes.copy(this.buffer, this.length, start, end);
    this.length = total;
    return grown;
  }

  /** Returns the buffer, which whoever still knows the record must not keep alive. */
  close(): Buffer {
    const { buffer } = this;
    this.isClosed = true;
    this.buffer = noBytes;
    return buffer;
  }

  get spans(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  #grow(needed: number): number {
    const before = this.buffer.length;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, before * 2));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
    return larger.length - before;
  }
}
