const size = 8;
const shortest = 64;
const longest = 1024 * 1024;

/** The last long texts without a secret: an answer is written to two rows, one right after the other. */
export class RecentTexts {
  readonly #texts: string[] = [];
  #next = 0;

  has(text: string): boolean {
    return text.length >= shortest && this.#texts.includes(text);
  }

  add(text: string): void {
    if (text.length < shortest || text.length > longest) return;
    this.#texts[this.#next] = text;
    this.#next = (this.#next + 1) % size;
  }

  clear(): void {
    this.#texts.length = 0;
  }
}
