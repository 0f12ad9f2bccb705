import { open } from 'node:fs/promises';

export interface PromptFileEvents {
  /** The text is the one read before, read for the first time, or read again. */
  onUsed(as: 'hit' | 'miss' | 'reload'): void;
  onUnreadable(error: unknown): void;
}

/** A start prompt on disk, read again when the file has changed. */
export class PromptFile {
  readonly #path: string;
  readonly #events: PromptFileEvents;
  #version = '';
  #text = '';
  #isKnown = false;

  constructor(path: string, events: PromptFileEvents) {
    this.#path = path;
    this.#events = events;
  }

  /** The trimmed text; '' for an empty or missing file. */
  async text(): Promise<string> {
    try {
      await this.#refresh();
      return this.#text;
    } catch (error) {
      this.#version = '';
      this.#events.onUnreadable(error);
      return '';
    }
  }

  async #refresh(): Promise<void> {
    // Version and text come from one handle, so that a file replaced in between cannot mix the two.
    await using file = await open(this.#path);
    const { mtimeNs, size, ino } = await file.stat({ bigint: true });
    const version = `${mtimeNs}:${size}:${ino}`;
    if (version === this.#version) return this.#events.onUsed('hit');
    this.#text = (await file.readFile('utf8')).trim();
    this.#version = version;
    this.#events.onUsed(this.#isKnown ? 'reload' : 'miss');
    this.#isKnown = true;
  }
}
