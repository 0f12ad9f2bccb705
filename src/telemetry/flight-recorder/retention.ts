import { Segment } from './segment.ts';

/** What makes a trace worth keeping, the least first. */
const worths = ['usual', 'notable', 'failed'] as const;
export type Worth = (typeof worths)[number];

export interface KeptTrace {
  readonly traceId: string;
  readonly spans: Buffer;
  readonly omittedSpans: number;
}

/** One trace in a segment. Its neighbours have the same id: a client may use one for thousands of requests. */
interface Entry {
  readonly traceId: string;
  readonly segment: Segment<Entry>;
  readonly offset: number;
  readonly length: number;
  readonly omittedSpans: number;
  older: Entry | undefined;
  newer: Entry | undefined;
}

const usualSegmentBytes = 256 * 1024;
const fewestSegments = 16;

/**
 * Complete traces within a number of bytes. Usual ones make room first, then notable, then failed ones, the
 * oldest first; but no kind is pushed below a quarter of the room, so that after a day of errors a success
 * of a minute ago can still be found. The bytes lie in few large segments that are used again and again: a
 * buffer for each trace would grow old, and keep the garbage collector busier than everything else here.
 */
export class Retention {
  readonly #segmentBytes: number;
  readonly #maxSegments: number;
  readonly #byId = new Map<string, Entry>();
  #segments = 0;
  // Oldest first; the last one of each is being filled.
  readonly #kept: Readonly<Record<Worth, Segment<Entry>[]>> = { usual: [], notable: [], failed: [] };

  constructor(maxBytes: number) {
    this.#segmentBytes = Math.min(usualSegmentBytes, Math.floor(maxBytes / fewestSegments));
    this.#maxSegments = Math.floor(maxBytes / (this.#segmentBytes || 1));
  }

  /** What the segments take, filled or not. */
  get bytes(): number {
    return this.#segments * this.#segmentBytes;
  }

  /** Longest trace that can be kept. */
  get maxTraceBytes(): number {
    return this.#segmentBytes;
  }

  keep({ traceId, spans, omittedSpans }: KeptTrace, worth: Worth): void {
    const segment = this.#segmentFor(worth, spans.length);
    const older = this.#byId.get(traceId);
    const offset = segment.write(spans);
    const { length } = spans;
    const entry: Entry = { traceId, segment, offset, length, omittedSpans, older, newer: undefined };
    if (older !== undefined) older.newer = entry;
    this.#byId.set(traceId, entry);
    segment.entries.push(entry);
  }

  /** Every trace with this id that is left, the newest first. */
  find(traceId: string): KeptTrace[] {
    const found: KeptTrace[] = [];
    for (let entry = this.#byId.get(traceId); entry !== undefined; entry = entry.older) {
      const { segment, offset, length, omittedSpans } = entry;
      found.push({ traceId, spans: segment.read(offset, length), omittedSpans });
    }
    return found;
  }

  #segmentFor(worth: Worth, length: number): Segment<Entry> {
    const last = this.#kept[worth].at(-1);
    if (last?.hasRoomFor(length)) return last;
    const segment = this.#newSegment() ?? this.#emptied();
    this.#kept[worth].push(segment);
    return segment;
  }

  #newSegment(): Segment<Entry> | undefined {
    if (this.#segments >= this.#maxSegments) return undefined;
    this.#segments += 1;
    return new Segment(this.#segmentBytes);
  }

  #emptied(): Segment<Entry> {
    const share = this.#maxSegments / 4;
    // Three kinds have all of the segments: one of them has more than a quarter.
    const worth = worths.find((each) => this.#kept[each].length > share) ?? 'usual';
    const segment = this.#kept[worth].shift() ?? new Segment<Entry>(this.#segmentBytes);
    for (const entry of segment.entries) this.#forget(entry);
    segment.clear();
    return segment;
  }

  #forget({ traceId, older, newer }: Entry): void {
    if (older !== undefined) older.newer = newer;
    if (newer !== undefined) newer.older = older;
    else if (older !== undefined) this.#byId.set(traceId, older);
    else this.#byId.delete(traceId);
  }
}
