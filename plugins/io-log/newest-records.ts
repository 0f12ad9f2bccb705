import type { FileHandle } from 'node:fs/promises';
import { type Cursor, writeCursor } from './cursor.ts';
import { newestFirst } from './generations.ts';
import { append, type Item, Items } from './items.ts';
import { LineReader, maxLineBytes, type StoredLine } from './line-reader.ts';
import type { ContainerLog } from './read-records.ts';
import { parseRecord } from './stored-record.ts';

export interface PageLimits {
  readonly records: number;
  /** Of their lines together; a record that is larger than that comes alone. */
  readonly bytes: number;
}

/** The newest records, in order. */
export async function newestRecords(log: ContainerLog, limits: PageLimits): Promise<readonly Item[]> {
  const page = new Page(log, limits);
  for await (const { handle } of newestFirst(log.path)) {
    // The newest record is shown however large it is.
    const end = await linesAtEnd(handle, page.isEmpty ? maxLineBytes : page.bytesLeft);
    page.addOlder(end.lines);
    if (page.isFull || !end.isWhole) break;
  }
  return page.items();
}

class Page {
  readonly #log: ContainerLog;
  #lines: StoredLine[] = [];
  #recordsLeft: number;
  #bytesLeft: number;
  #isFull = false;
  #oldest: Cursor | undefined;

  constructor(log: ContainerLog, { records, bytes }: PageLimits) {
    this.#log = log;
    this.#recordsLeft = records;
    this.#bytesLeft = bytes;
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  get isEmpty(): boolean {
    return this.#oldest === undefined;
  }

  get bytesLeft(): number {
    return this.#bytesLeft;
  }

  /** Lines of a file that is older than what is there, or the same under its next name. */
  addOlder(lines: readonly StoredLine[]): void {
    for (const line of olderThan(lines, this.#oldest).toReversed()) {
      if (this.#isFull) return;
      this.#add(line);
    }
  }

  items(): readonly Item[] {
    const found = new Items(this.#log.containerId, undefined);
    const items: Item[] = [];
    for (const line of this.#lines.toReversed()) {
      for (const item of found.of(line)) append(items, item);
    }
    return items;
  }

  #add(line: StoredLine): void {
    const record = line.text === undefined ? undefined : parseRecord(line.text);
    if (record !== undefined && record.containerId !== this.#log.containerId) return;
    this.#isFull = this.#recordsLeft === 0 || (line.bytes > this.#bytesLeft && !this.isEmpty);
    if (this.#isFull) return;
    this.#lines.push(line);
    this.#bytesLeft = Math.max(0, this.#bytesLeft - line.bytes);
    if (record === undefined) return;
    this.#recordsLeft -= 1;
    this.#oldest = record.cursor;
  }
}

/** A file may have got its next name between two looks, with newer lines at its end. */
function olderThan(lines: readonly StoredLine[], oldest: Cursor | undefined): readonly StoredLine[] {
  if (oldest === undefined) return lines;
  const known = lines.findIndex(({ text }) => {
    const cursor = text === undefined ? undefined : parseRecord(text)?.cursor;
    return cursor !== undefined && writeCursor(cursor) === writeCursor(oldest);
  });
  return known === -1 ? lines : lines.slice(0, known);
}

interface End {
  readonly lines: readonly StoredLine[];
  /** These are all lines of the file. */
  readonly isWhole: boolean;
}

async function linesAtEnd(handle: FileHandle, maxBytes: number): Promise<End> {
  const { size } = await handle.stat();
  const isWhole = size <= maxBytes;
  const reader = new LineReader(handle, isWhole ? 0 : size - maxBytes);
  const lines: StoredLine[] = [];
  // The first one is the end of a line that began earlier.
  if (!isWhole) await reader.next();
  for (let line = await reader.next(); line !== undefined; line = await reader.next()) lines.push(line);
  return { lines, isWhole };
}
