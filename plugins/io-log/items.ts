import type { Cursor } from './cursor.ts';
import type { StoredLine } from './line-reader.ts';
import { parseRecord, type StoredRecord } from './stored-record.ts';

/** Records that are not there any more, or never were. */
export interface Gap {
  readonly kind: 'gap';
  /** The last record before it, and the first after it; undefined where there is none. */
  readonly after: Cursor | undefined;
  readonly before: Cursor | undefined;
  /** Undefined when nobody can know how many. */
  readonly records: number | undefined;
}

/** What a reader of the log is told. */
export type Item =
  | { readonly kind: 'record'; readonly record: StoredRecord; readonly bytes: number }
  | { readonly kind: 'unreadable'; readonly offset: number; readonly bytes: number }
  | Gap;

/** Turns lines into records of one container, each once and in order, and notices what is not among them. */
export class Items {
  readonly #containerId: string;
  #last: Cursor | undefined;

  constructor(containerId: string, last: Cursor | undefined) {
    this.#containerId = containerId;
    this.#last = last;
  }

  /** The newest record so far. */
  get last(): Cursor | undefined {
    return this.#last;
  }

  of({ offset, bytes, text }: StoredLine): readonly Item[] {
    const record = text === undefined ? undefined : parseRecord(text);
    if (record === undefined) return [{ kind: 'unreadable', offset, bytes }];
    if (record.containerId !== this.#containerId || this.#isKnown(record.cursor)) return [];
    const gap = this.#gapBefore(record.cursor);
    this.#last = record.cursor;
    const item: Item = { kind: 'record', record, bytes };
    return gap === undefined ? [item] : [gap, item];
  }

  /** A write that failed half-way is done again. */
  #isKnown({ epoch, seq }: Cursor): boolean {
    return epoch !== 0 && this.#last?.epoch === epoch && seq <= this.#last.seq;
  }

  #gapBefore(cursor: Cursor): Gap | undefined {
    const last = this.#last;
    // Without an epoch one run cannot be told from the next.
    if (last === undefined || cursor.epoch === 0) return undefined;
    const expected = last.epoch === cursor.epoch ? last.seq + 1 : 1;
    const records = cursor.seq - expected;
    return records > 0 ? { kind: 'gap', after: last, before: cursor, records } : undefined;
  }
}

/** Adds to a list. Rubbish is one item of it, however many lines it seems to have. */
export function append(items: Item[], item: Item): void {
  const last = items.at(-1);
  const isMore =
    item.kind === 'unreadable' && last?.kind === 'unreadable' && last.offset + last.bytes === item.offset;
  if (isMore) items.splice(-1, 1, { ...last, bytes: last.bytes + item.bytes });
  else items.push(item);
}
