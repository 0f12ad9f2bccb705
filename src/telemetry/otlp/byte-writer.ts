/** Up to here a loop over the characters is faster than a call into the runtime. */
const longestShortText = 16;

/**
 * Writes protobuf into one buffer that grows and is used again and again. Numbers are written byte by byte:
 * for the few bytes of a field that is faster than any call into the runtime.
 */
export class ByteWriter {
  bytes: Buffer;
  length = 0;

  constructor(initialBytes = 16_384) {
    this.bytes = Buffer.allocUnsafeSlow(initialBytes);
  }

  reset(): void {
    this.length = 0;
  }

  /** Make room for `count` more bytes. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }

  byte(value: number): void {
    this.bytes[this.length++] = value;
  }

  varint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.byte((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  fixed32(value: number): void {
    const { bytes, length } = this;
    bytes[length] = value;
    bytes[length + 1] = value >>> 8;
    bytes[length + 2] = value >>> 16;
    bytes[length + 3] = value >>> 24;
    this.length = length + 4;
  }

  /** The order in which ids are written, unlike numbers. */
  bigEndian32(value: number): void {
    const { bytes, length } = this;
    bytes[length] = value >>> 24;
    bytes[length + 1] = value >>> 16;
    bytes[length + 2] = value >>> 8;
    bytes[length + 3] = value;
    this.length = length + 4;
  }

  /** A field of eight bytes, an id in two halves. */
  id(tag: number, high: number, low: number): void {
    this.byte(tag);
    this.byte(8);
    this.bigEndian32(high);
    this.bigEndian32(low);
  }

  double(value: number): void {
    this.length = this.bytes.writeDoubleLE(value, this.length);
  }

  /** What was written from `start` on, in memory of its own. */
  copy(start: number): Uint8Array {
    const copy = new Uint8Array(this.length - start);
    copy.set(this.bytes.subarray(start, this.length));
    return copy;
  }

  /** Bytes that were written before. */
  append(written: Uint8Array): void {
    this.reserve(written.length);
    this.bytes.set(written, this.length);
    this.length += written.length;
  }

  /** A field whose length and content were written before. */
  field(tag: number, written: Uint8Array): void {
    this.reserve(written.length + 1);
    this.byte(tag);
    this.append(written);
  }

  /** A string field with a one-byte tag. */
  text(tag: number, value: string): void {
    this.reserve(value.length * 3 + 8);
    this.byte(tag);
    if (value.length <= longestShortText && this.#ascii(value)) return;
    // One byte says a length up to 127, and most texts have no character of more than one byte.
    const lengthBytes = value.length < 128 ? 1 : 2;
    this.length += lengthBytes;
    const start = this.length;
    this.length += this.bytes.write(value, start);
    this.close(start, lengthBytes);
  }

  /** Open a field of unknown length, which is expected to take `lengthBytes` to say. Returns its start. */
  open(tag: number, lengthBytes: number): number {
    this.reserve(lengthBytes + 1);
    this.byte(tag);
    this.length += lengthBytes;
    return this.length;
  }

  /** Close the field that starts at `start`, moving it when its length takes other than `lengthBytes`. */
  close(start: number, lengthBytes: number): void {
    const size = this.length - start;
    const taken = varintBytes(size);
    if (taken !== lengthBytes) {
      this.reserve(taken);
      this.bytes.copyWithin(start + taken - lengthBytes, start, this.length);
    }
    this.length = start - lengthBytes;
    this.varint(size);
    this.length += size;
  }

  /** Length and characters of a short string, unless one of them takes more than a byte. */
  #ascii(value: string): boolean {
    const { bytes } = this;
    const size = value.length;
    let at = this.length;
    bytes[at++] = size;
    for (let index = 0; index < size; index += 1) {
      const code = value.charCodeAt(index);
      if (code > 127) return false;
      bytes[at++] = code;
    }
    this.length = at;
    return true;
  }
}

function varintBytes(value: number): number {
  if (value < 128) return 1;
  if (value < 16_384) return 2;
  return value < 2_097_152 ? 3 : 4;
}
