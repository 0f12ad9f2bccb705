const longestWord = 128;
const maxWords = 4_096;
const maxTexts = 16;
const longestText = 64 * 1024;

/**
 * Texts that are known to hold no secret. Short ones are ids and names, which come again and again; of longer ones
 * the last few are enough, because what is written twice is written right after the other.
 */
export class RecentTexts {
  readonly #words = new Set<string>();
  readonly #texts: string[] = [];
  #next = 0;

  has(text: string): boolean {
    return text.length <= longestWord ? this.#words.has(text) : this.#texts.includes(text);
  }

  add(text: string): void {
    if (text.length <= longestWord) {
      if (this.#words.size >= maxWords) this.#words.clear();
      this.#words.add(text);
    } else if (text.length <= longestText) {
      this.#texts[this.#next] = text;
      this.#next = (this.#next + 1) % maxTexts;
    }
  }
}
