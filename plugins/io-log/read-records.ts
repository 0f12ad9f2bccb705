import { type Cursor, isBeginning } from './cursor.ts';
import { findStart, offsetAfter, type Wanted } from './find-start.ts';
import { type Item, Items } from './items.ts';
import { ReadingPlace } from './reading-place.ts';

/** The records of one container. */
export interface ContainerLog {
  readonly containerId: string;
  /** The live file. */
  readonly path: string;
  readonly currentEpoch: number;
}

/** Told when everything is read. */
export interface Waiting {
  /** Asked before it is looked for more. */
  count(): number;
  /** `again`: look for more. `idle`: nothing came for a while. */
  wait(count: number): Promise<'again' | 'idle' | 'end'>;
}

export interface ReadOptions {
  readonly after: Cursor;
  readonly signal: AbortSignal;
  /** Without it the reading ends where the file ends. */
  readonly waiting?: Waiting;
}

/** Nothing came for a while. */
export interface Idle {
  readonly kind: 'idle';
}

const idle: Idle = { kind: 'idle' };

/** The records after a cursor, in order, across rotations. It reads no faster than it is asked. */
export async function* readRecords(
  log: ContainerLog,
  { after, signal, waiting }: ReadOptions,
): AsyncGenerator<Item | Idle> {
  const wanted: Wanted = { ...log, after, signal };
  const start = await findStart(wanted);
  const items = new Items(log.containerId, start.isKnown && !isBeginning(after) ? after : undefined);
  await using place = new ReadingPlace({
    path: log.path,
    start,
    offsetIn: (handle) => offsetAfter(handle, { ...wanted, after: items.last ?? after }),
  });
  if (!start.isKnown) yield { kind: 'gap', after, before: undefined, records: undefined };
  for (;;) {
    const count = waiting?.count() ?? 0;
    const line = await place.next();
    if (line !== undefined) {
      yield* items.of(line);
      continue;
    }
    const then = (await waiting?.wait(count)) ?? 'end';
    if (then === 'end') return;
    if (then === 'idle') yield idle;
  }
}
