import { LineSegment } from './line-segment.ts';

const segments = 16;

interface Filled {
  readonly segment: LineSegment;
  /** Time of the first line in it. */
  readonly since: number;
}

/** The newest lines within a number of bytes, whatever their number. Memory is taken as it is needed. */
export class LineRing {
  readonly #segmentBytes: number;
  readonly #now: () => number;
  readonly #filled: Filled[] = [];
  #completeSince: number;

  constructor({ maxBytes, now }: { readonly maxBytes: number; readonly now: () => number }) {
    this.#segmentBytes = Math.floor(maxBytes / segments);
    this.#now = now;
    this.#completeSince = now();
  }

  /** Every line since then is there, unless it is too long for any. */
  get completeSince(): number {
    return this.#completeSince;
  }

  add(line: string): void {
    if (this.#filled.at(-1)?.segment.add(line)) return;
    if (Buffer.byteLength(line) > this.#segmentBytes) {
      this.#completeSince = this.#now();
      return;
    }
    const segment = this.#next();
    segment.add(line);
    this.#filled.push({ segment, since: this.#now() });
  }

  find(text: string): string[] {
    const bytes = Buffer.from(text);
    return this.#filled.flatMap(({ segment }) => segment.find(bytes));
  }

  #next(): LineSegment {
    if (this.#filled.length < segments) return new LineSegment(this.#segmentBytes);
    const { segment } = this.#filled.shift() ?? { segment: new LineSegment(this.#segmentBytes) };
    this.#completeSince = this.#filled[0]?.since ?? this.#now();
    segment.clear();
    return segment;
  }
}
