import type { Redactor, Response } from 'glassgate/plugin-api';
import { type Cursor, writeCursor } from './cursor.ts';
import { EventStream } from './event-stream.ts';
import type { Item } from './items.ts';
import { newestRecords } from './newest-records.ts';
import { type ContainerLog, type Idle, readRecords, type Waiting } from './read-records.ts';
import { missingView } from './views.ts';
import type { WakeUps } from './wake-ups.ts';

export interface FollowOptions {
  /** Undefined: from now on. */
  readonly after: Cursor | undefined;
  /** The client has left. */
  readonly signal: AbortSignal;
  /** The gateway stops. */
  readonly stop: AbortSignal;
  /** False when the log is written elsewhere by now, or no more. */
  readonly isCurrent: () => boolean;
  readonly wakeUps: WakeUps;
  readonly redact: Redactor;
  readonly beatMs?: number | undefined;
  readonly stallMs?: number | undefined;
}

// Whatever the log wrote: nothing may be cut off here.
const unlimited = {
  maxDepth: 1_000,
  maxEntries: 1_000_000,
  maxValues: 1_000_000,
  maxStringChars: 16 * 1024 * 1024,
  maxChars: 16 * 1024 * 1024,
};

/** Streams the records of a container until the client leaves. Resolves when that is over. */
export async function followLog(log: ContainerLog, res: Response, options: FollowOptions): Promise<void> {
  const { signal, stop, redact, stallMs = 60_000 } = options;
  const either = AbortSignal.any([signal, stop]);
  const after = options.after ?? (await newest(log));
  const stream = new EventStream(res, { signal: either, stallMs });
  try {
    // The id first: who loses the connection before the first record comes back with it.
    const data = { container: log.containerId, after: writeCursor(after) };
    await stream.send({ id: after, event: 'start', data });
    const waiting = waitingFor(log, { ...options, signal: either });
    for await (const item of readRecords(log, { after, signal: either, waiting })) {
      if (either.aborted) break;
      await send(stream, item, redact);
    }
  } catch (error) {
    if (!either.aborted && !stream.isStalled) throw error;
  }
  if (!signal.aborted) await stream.end({ reason: stop.aborted ? 'stopping' : 'moved' });
}

async function newest(log: ContainerLog): Promise<Cursor> {
  const items = await newestRecords(log, { records: 1, bytes: 0 });
  const [record] = items.filter((item) => item.kind === 'record');
  return record?.record.cursor ?? { epoch: log.currentEpoch, seq: 0 };
}

function waitingFor(
  { containerId }: ContainerLog,
  { wakeUps, isCurrent, signal, beatMs = 15_000 }: Omit<FollowOptions, 'after' | 'stop'>,
): Waiting {
  return {
    count: () => wakeUps.count(containerId),
    wait: async (after) => {
      const isWoken = await wakeUps.until(containerId, { after, ms: beatMs, signal });
      if (signal.aborted || !isCurrent()) return 'end';
      return isWoken ? 'again' : 'idle';
    },
  };
}

function send(stream: EventStream, item: Item | Idle, redact: Redactor): Promise<void> {
  if (item.kind === 'idle') return stream.beat();
  if (item.kind !== 'record') return stream.send({ event: item.kind, data: missingView(item) });
  const { cursor, content } = item.record;
  // Once more: the file may have been written with secrets shown, or before the gateway knew them.
  return stream.send({ id: cursor, data: redact.value(content, { limits: unlimited }) });
}
