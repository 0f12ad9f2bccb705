import type { FileHandle } from 'node:fs/promises';
import { type Cursor, isBeginning } from './cursor.ts';
import { newestFirst } from './generations.ts';
import { LineReader } from './line-reader.ts';
import { parseRecord } from './stored-record.ts';

export interface Wanted {
  /** The live file. */
  readonly path: string;
  readonly containerId: string;
  /** The records after this one. */
  readonly after: Cursor;
  readonly currentEpoch: number;
  readonly signal: AbortSignal;
}

export interface Start {
  /** Undefined when there is no file yet. The caller closes it. */
  readonly handle: FileHandle | undefined;
  readonly offset: number;
  /** False when nothing of the run of the cursor is there any more. */
  readonly isKnown: boolean;
}

/** What one file has of the run that a cursor is of. */
interface Seen {
  readonly handle: FileHandle;
  /** Its first record. */
  readonly first: Cursor | undefined;
  /** Where the records after the cursor begin, when it or one before it is here. */
  readonly after?: number | undefined;
  /** Where the run begins, when all that is here of it comes after the cursor. */
  readonly later?: number | undefined;
  /** After the last whole line. */
  readonly end?: number;
}

/**
 * Finds where the records after a cursor begin. The order of the files and of the lines in them counts; no clock
 * is believed.
 */
export async function findStart(wanted: Wanted): Promise<Start> {
  const opened = new Set<FileHandle>();
  try {
    const seen: Seen[] = [];
    for await (const file of newestFirst(wanted.path)) {
      wanted.signal.throwIfAborted();
      opened.add(file.keep());
      const newer = seen.findLast(({ first }) => first !== undefined)?.first;
      const found = await look(file.handle, { wanted, newer });
      seen.push(found);
      if (found.after !== undefined) break;
    }
    const start = choose(seen, wanted);
    if (start.handle !== undefined) opened.delete(start.handle);
    return start;
  } finally {
    for (const handle of opened) await handle.close();
  }
}

/** Where in one file the records after a cursor begin. */
export async function offsetAfter(handle: FileHandle, wanted: Wanted): Promise<number> {
  const { after, later } = await searched(handle, wanted);
  return after ?? later ?? 0;
}

interface Look {
  readonly wanted: Wanted;
  /** The first record of the files that are newer. */
  readonly newer: Cursor | undefined;
}

async function look(handle: FileHandle, { wanted, newer }: Look): Promise<Seen> {
  const { after } = wanted;
  const first = await firstIn(handle, wanted.containerId);
  if (first !== undefined && first.epoch === after.epoch && first.seq > after.seq) {
    return { handle, first, later: 0 };
  }
  // One process after the other writes these files: between two records of one run is only what is of that run.
  const isOfOtherRun = newer !== undefined && first?.epoch === newer.epoch && first.epoch !== after.epoch;
  return isOfOtherRun ? { handle, first } : { handle, first, ...(await searched(handle, wanted)) };
}

function choose(seen: readonly Seen[], { after, currentEpoch }: Wanted): Start {
  const hit = seen.find((file) => file.after !== undefined);
  if (hit?.after !== undefined) return { handle: hit.handle, offset: hit.after, isKnown: true };
  const later = seen.findLast((file) => file.later !== undefined);
  if (later?.later !== undefined) return { handle: later.handle, offset: later.later, isKnown: true };
  // Of this run nothing is on the disk yet, so it comes after everything that is.
  if (after.epoch === currentEpoch)
    return { handle: seen[0]?.handle, offset: seen[0]?.end ?? 0, isKnown: true };
  return { handle: seen.at(-1)?.handle, offset: 0, isKnown: isBeginning(after) };
}

async function firstIn(handle: FileHandle, containerId: string): Promise<Cursor | undefined> {
  for await (const { record } of recordsIn(handle)) {
    if (record?.containerId === containerId) return record.cursor;
  }
  return undefined;
}

async function searched(handle: FileHandle, { containerId, after: cursor }: Wanted) {
  let after: number | undefined;
  let later: number | undefined;
  let end = 0;
  for await (const { record, line } of recordsIn(handle)) {
    end = line.offset + line.bytes;
    if (record?.containerId !== containerId || record.cursor.epoch !== cursor.epoch) continue;
    if (record.cursor.seq <= cursor.seq) after = end;
    else later ??= line.offset;
  }
  return { after, later, end };
}

async function* recordsIn(handle: FileHandle) {
  const reader = new LineReader(handle);
  for (let line = await reader.next(); line !== undefined; line = await reader.next()) {
    yield { line, record: line.text === undefined ? undefined : parseRecord(line.text) };
  }
}
