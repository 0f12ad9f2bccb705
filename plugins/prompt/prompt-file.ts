import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** The text is the one read before, read for the first time, or read again; or there is none. */
export type PromptUse = 'hit' | 'miss' | 'reload' | 'unreadable';

export interface PromptText {
  /** Trimmed; '' for an empty or missing file. */
  readonly text: string;
  readonly use: PromptUse;
}

const digestChars = 8;

/** A start prompt on disk, read again when the file has changed. */
export class PromptFile {
  readonly #path: string;
  readonly #onUnreadable: (error: unknown) => void;
  #seen = '';
  #text = '';
  #digest: string | undefined;
  #isKnown = false;

  constructor(path: string, onUnreadable: (error: unknown) => void) {
    this.#path = path;
    this.#onUnreadable = onUnreadable;
  }

  /** The first hex digits of the SHA-256 of the file as it was last read; undefined before that. */
  get digest(): string | undefined {
    return this.#digest;
  }

  async read(): Promise<PromptText> {
    try {
      return { use: await this.#refresh(), text: this.#text };
    } catch (error) {
      this.#seen = '';
      this.#digest = undefined;
      this.#onUnreadable(error);
      return { use: 'unreadable', text: '' };
    }
  }

  async #refresh(): Promise<PromptUse> {
    // What is seen and the text come from one handle, so that a file replaced in between cannot mix the two.
    await using file = await open(this.#path);
    const { mtimeNs, size, ino } = await file.stat({ bigint: true });
    const seen = `${mtimeNs}:${size}:${ino}`;
    if (seen === this.#seen) return 'hit';
    const content = await file.readFile();
    this.#text = content.toString('utf8').trim();
    this.#digest = createHash('sha256').update(content).digest('hex').slice(0, digestChars);
    this.#seen = seen;
    const use = this.#isKnown ? 'reload' : 'miss';
    this.#isKnown = true;
    return use;
  }
}
