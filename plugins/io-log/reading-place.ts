import type { FileHandle } from 'node:fs/promises';
import { openNewer, openOldest } from './generations.ts';
import { LineReader, type StoredLine } from './line-reader.ts';

export interface ReadingPlaceOptions {
  /** The live file. */
  readonly path: string;
  readonly start: { readonly handle: FileHandle | undefined; readonly offset: number };
  /** Where to go on in a file that has become shorter. */
  readonly offsetIn: (handle: FileHandle) => Promise<number>;
}

/**
 * Where a reader is: in a file that it holds open, whatever that is called by now. It reads it to its end before it
 * goes on to the generation that came next, so a rotation takes nothing away from it.
 */
export class ReadingPlace implements AsyncDisposable {
  readonly #path: string;
  readonly #offsetIn: (handle: FileHandle) => Promise<number>;
  #reader: LineReader | undefined;
  #newer: FileHandle | undefined;

  constructor({ path, start, offsetIn }: ReadingPlaceOptions) {
    this.#path = path;
    this.#offsetIn = offsetIn;
    this.#reader = start.handle === undefined ? undefined : new LineReader(start.handle, start.offset);
  }

  /** Undefined when everything is read that is written. */
  async next(): Promise<StoredLine | undefined> {
    for (;;) {
      this.#reader ??= await openedOldest(this.#path);
      if (this.#reader === undefined) return undefined;
      const line = await this.#reader.next();
      if (line !== undefined) return line;
      if (!(await this.#goOn(this.#reader))) return undefined;
    }
  }

  /** Whether there is more to read. */
  async #goOn(reader: LineReader): Promise<boolean> {
    if (this.#newer !== undefined) {
      this.#reader = new LineReader(this.#newer);
      this.#newer = undefined;
      await reader.handle.close();
      return true;
    }
    this.#newer = await openNewer(this.#path, reader.handle);
    // A line may have come between the last look at the file and its rotation; now no more will.
    if (this.#newer !== undefined) return true;
    const { size } = await reader.handle.stat();
    if (size >= reader.offset) return false;
    this.#reader = new LineReader(reader.handle, await this.#offsetIn(reader.handle));
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader?.handle.close();
    await this.#newer?.close();
  }
}

async function openedOldest(path: string): Promise<LineReader | undefined> {
  const handle = await openOldest(path);
  return handle === undefined ? undefined : new LineReader(handle);
}
