import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { createByteBudget } from './byte-budget.ts';
import { createFileNames } from './file-name.ts';
import { createFlusher } from './flusher.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { createLineQueue, type LineQueue } from './line-queue.ts';
import type { RecordPlace } from './record-place.ts';
import type { FileUse, Report } from './report.ts';
import type { Disk } from './rotate.ts';
import { createRotatingFile } from './rotating-file.ts';
import type { Settings } from './settings.ts';

/** One rotating file per container. */
export interface LogFiles {
  /** Returns at once; the line is on disk a moment later. */
  write(containerId: string, text: string, place?: RecordPlace): void;
  /** The live file of a container, also of one that has none yet. */
  pathOf(containerId: string): string;
  /** Write everything that waits. */
  flush(): Promise<void>;
  /** What each container takes, on disk and in memory. */
  uses(): FileUse[];
  /** Flush, for a limited time. Lines that come later are dropped. */
  close(): Promise<void>;
}

export interface LogFilesOptions {
  readonly dir: string;
  /** Read with every write, so that they may change meanwhile. */
  readonly sizes: Pick<Settings, 'maxBytes' | 'backupCount'>;
  readonly report: Report;
  readonly limits?: Partial<Limits>;
  readonly disk?: Disk;
  readonly now?: () => number;
}

export function createLogFiles(options: LogFilesOptions): LogFiles {
  const { dir, sizes, report, disk = fs, now = () => performance.now() } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const fileNames = createFileNames();
  const total = createByteBudget(limits.totalBufferBytes);
  const flusher = createFlusher({ limits, now });
  const queues = new Map<string, LineQueue>();
  const paths = new Map<string, string>();
  let isClosed = false;

  const openQueue = (containerId: string): LineQueue => {
    const path = join(dir, fileNames(containerId));
    paths.set(containerId, path);
    const file = createRotatingFile({
      path,
      sizes,
      disk,
      onRotate: () => report.rotated(containerId),
    });
    const queue = createLineQueue({ containerId, file, limits, total, report, now });
    queues.set(containerId, queue);
    return queue;
  };

  return {
    write: (containerId, text, place) => {
      if (isClosed) {
        place?.dropped();
        report.dropped(containerId, { reason: 'closed', lines: 1 });
        return;
      }
      const queue = queues.get(containerId) ?? openQueue(containerId);
      queue.add(text, place);
      flusher.wake(queue);
    },
    pathOf: (containerId) => paths.get(containerId) ?? join(dir, fileNames.guess(containerId)),
    flush: () => flusher.flushAll([...queues.values()]),
    uses: () =>
      [...queues].map(([containerId, { diskBytes, waitingBytes }]) => ({
        containerId,
        diskBytes,
        waitingBytes,
      })),
    close: async () => {
      isClosed = true;
      await flusher.close([...queues.values()]);
      for (const queue of queues.values()) queue.discard();
    },
  };
}
