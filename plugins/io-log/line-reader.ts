import type { FileHandle } from 'node:fs/promises';

/** One whole line of a file. */
export interface StoredLine {
  /** Of its first byte. */
  readonly offset: number;
  /** With its newline. */
  readonly bytes: number;
  /** Without its newline; undefined when it is longer than any record. */
  readonly text: Buffer | undefined;
}

const newline = 0x0a;
const blockBytes = 64 * 1024;
export const maxLineBytes = 8 * 1024 * 1024;
const nothing = Buffer.alloc(0);

/** Reads whole lines. One that has no end yet is read again later: whoever writes it may yet take it back. */
export class LineReader {
  readonly handle: FileHandle;
  #offset: number;
  #held: Buffer = nothing;
  #searched = 0;
  #skipped = 0;

  constructor(handle: FileHandle, offset = 0) {
    this.handle = handle;
    this.#offset = offset;
  }

  /** Where the next line begins. */
  get offset(): number {
    return this.#offset;
  }

  /** Undefined when there is no whole line, for now. */
  async next(): Promise<StoredLine | undefined> {
    for (;;) {
      const end = this.#held.indexOf(newline, this.#searched);
      if (end !== -1) return this.#take(end + 1);
      this.#searched = this.#held.length;
      if (this.#held.length > maxLineBytes) this.#skip();
      if (!(await this.#fill())) {
        this.#forget();
        return undefined;
      }
    }
  }

  async #fill(): Promise<boolean> {
    const block = Buffer.allocUnsafe(Math.max(blockBytes, this.#held.length));
    const position = this.#offset + this.#skipped + this.#held.length;
    const { bytesRead } = await this.handle.read(block, 0, block.length, position);
    if (bytesRead === 0) return false;
    const read = block.subarray(0, bytesRead);
    this.#held = this.#held.length === 0 ? read : Buffer.concat([this.#held, read]);
    return true;
  }

  #take(length: number): StoredLine {
    const isTooLong = this.#skipped > 0;
    const text = isTooLong ? undefined : this.#held.subarray(0, length - 1);
    const line = { offset: this.#offset, bytes: this.#skipped + length, text };
    this.#offset += line.bytes;
    this.#held = this.#held.subarray(length);
    this.#searched = 0;
    this.#skipped = 0;
    return line;
  }

  #skip(): void {
    this.#skipped += this.#held.length;
    this.#held = nothing;
    this.#searched = 0;
  }

  #forget(): void {
    this.#held = nothing;
    this.#searched = 0;
    this.#skipped = 0;
  }
}
