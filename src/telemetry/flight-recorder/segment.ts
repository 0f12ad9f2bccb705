/** A fixed piece of memory, filled from its beginning and emptied as a whole. */
export class Segment<Entry> {
  readonly entries: Entry[] = [];
  readonly #bytes: Buffer;
  #length = 0;

  constructor(bytes: number) {
    this.#bytes = Buffer.allocUnsafeSlow(bytes);
  }

  hasRoomFor(length: number): boolean {
    return this.#length + length <= this.#bytes.length;
  }

  /** Returns where it was put. */
  write(piece: Buffer): number {
    const offset = this.#length;
    piece.copy(this.#bytes, offset);
    this.#length += piece.length;
    return offset;
  }

  /** A view: read it before anything else is written. */
  read(offset: number, length: number): Buffer {
    return this.#bytes.subarray(offset, offset + length);
  }

  clear(): void {
    this.entries.length = 0;
    this.#length = 0;
  }
}
