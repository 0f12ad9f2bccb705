import { z } from 'zod';
import type { Cursor } from './cursor.ts';

/** A record as it is read back from the disk. */
export interface StoredRecord {
  readonly containerId: string;
  readonly cursor: Cursor;
  /** All of its fields. */
  readonly content: Readonly<Record<string, unknown>>;
}

const shape = z.looseObject({
  seq: z.int().nonnegative(),
  epoch: z.int().nonnegative().default(0),
  container_id: z.string(),
});

const openingBrace = 0x7b;

/** Undefined for a line that is no record. */
export function parseRecord(line: Buffer): StoredRecord | undefined {
  // A damaged file may have millions of lines, and a parser that fails takes its time.
  if (line[0] !== openingBrace) return undefined;
  const result = shape.safeParse(parsed(line));
  if (!result.success) return undefined;
  const { seq, epoch, container_id: containerId } = result.data;
  return { containerId, cursor: { epoch, seq }, content: result.data };
}

function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString());
  } catch {
    return undefined;
  }
}
