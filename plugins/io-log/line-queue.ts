import { type ByteBudget, createByteBudget } from './byte-budget.ts';
import type { Limits } from './limits.ts';
import type { RecordPlace } from './record-place.ts';
import type { Report } from './report.ts';
import type { Line, RotatingFile } from './rotating-file.ts';

/** The lines of one container that wait for the disk. */
export interface LineQueue {
  /** Never waits and never throws: a line without room is dropped and counted. */
  add(text: string, place?: RecordPlace): void;
  /** Write what is waiting now, one write at a time. Never rejects: what fails stays and waits for a retry. */
  flush(): Promise<void>;
  /** Give up what is still waiting. */
  discard(): void;
  readonly waitingBytes: number;
  /** What its files take. */
  readonly diskBytes: number;
  /** When a flush may be tried again, on the clock `now`; 0 when the last write succeeded. */
  readonly retryAt: number;
}

export interface LineQueueOptions {
  readonly containerId: string;
  readonly file: RotatingFile;
  readonly limits: Limits;
  /** Shared by all containers. */
  readonly total: ByteBudget;
  readonly report: Report;
  readonly now: () => number;
}

export function createLineQueue(options: LineQueueOptions): LineQueue {
  const { containerId, file, limits, total, report, now } = options;
  const own = createByteBudget(limits.bufferBytes);
  const lines: Line[] = [];
  let waitingBytes = 0;
  let retryAt = 0;
  let flushing: Promise<void> | undefined;

  const hasRoom = (bytes: number): boolean => {
    if (!own.take(bytes)) return false;
    if (total.take(bytes)) return true;
    own.give(bytes);
    return false;
  };

  const remove = (count: number): number => {
    const bytes = lines.splice(0, count).reduce((sum, line) => sum + line.bytes, 0);
    own.give(bytes);
    total.give(bytes);
    waitingBytes -= bytes;
    return bytes;
  };

  const writeWaiting = async (): Promise<void> => {
    // Not until the queue is empty: under load that would make one write per line.
    let left = lines.length;
    try {
      while (left > 0 && lines.length > 0) {
        const count = await file.append(lines);
        report.written(containerId, { lines: count, bytes: remove(count) });
        left -= count;
      }
      retryAt = 0;
    } catch (error) {
      retryAt = now() + limits.retryMs;
      report.failed(containerId, error);
    }
  };

  return {
    add: (text, place) => {
      const bytes = Buffer.byteLength(text);
      if (!hasRoom(bytes)) {
        place?.dropped();
        report.dropped(containerId, { reason: 'buffer_full', lines: 1 });
        return;
      }
      lines.push({ text, bytes, place });
      waitingBytes += bytes;
    },
    flush: () => {
      flushing ??= writeWaiting().finally(() => {
        flushing = undefined;
      });
      return flushing;
    },
    discard: () => {
      for (const { place } of lines) place?.dropped();
      if (lines.length > 0) report.dropped(containerId, { reason: 'closed', lines: lines.length });
      remove(lines.length);
    },
    get waitingBytes() {
      return waitingBytes;
    },
    get diskBytes() {
      return file.diskBytes;
    },
    get retryAt() {
      return retryAt;
    },
  };
}
