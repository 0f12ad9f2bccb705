import { open } from 'node:fs/promises';

export interface PromptFileEvents {
  onRead(): void;
  onUnreadable(error: unknown): void;
}

/** A start prompt on disk, read again when the file has changed. */
export class PromptFile {
  readonly #path: string;
  readonly #events: PromptFileEvents;
  #version = '';
  #text = '';

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
    if (version === this.#version) return;
    this.#text = (await file.readFile('utf8')).trim();
    this.#version = version;
    this.#events.onRead();
  }
}
