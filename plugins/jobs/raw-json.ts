import { safeJson } from './safe-json.ts';

/** What the workers sent, as JSON. The job and its last attempt keep the same text, which is made once. */
export class RawJson {
  readonly #texts = new WeakMap<readonly unknown[], string>();

  of(raw: readonly unknown[]): string {
    const known = this.#texts.get(raw);
    if (known !== undefined) return known;
    const text = rawJson(raw);
    this.#texts.set(raw, text);
    return text;
  }
}

/** One message: its answer; text and image: the list of both. */
export function rawJson(raw: readonly unknown[]): string {
  return safeJson(raw.length === 1 ? raw[0] : raw);
}
