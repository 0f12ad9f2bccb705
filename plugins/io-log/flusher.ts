import { setTimeout as wait } from 'node:timers/promises';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Limits } from './limits.ts';
import type { LineQueue } from './line-queue.ts';

/** Decides when which queue is written. */
export interface Flusher {
  /** Call after a line was added: it is written at once when enough is waiting, else a moment later. */
  wake(queue: LineQueue): void;
  flushAll(queues: readonly LineQueue[]): Promise<void>;
  /** Flush everything, for a limited time, and stop. */
  close(queues: readonly LineQueue[]): Promise<void>;
}

export interface FlusherOptions {
  readonly limits: Limits;
  readonly now: () => number;
}

export function createFlusher({ limits, now }: FlusherOptions): Flusher {
  // In the order in which they got their oldest line, so that every queue has its turn.
  const dirty = new Set<LineQueue>();
  const busy = new Set<LineQueue>();
  let timer: NodeJS.Timeout | undefined;

  const mayStart = (queue: LineQueue) => busy.size < limits.concurrentFiles && queue.retryAt <= now();

  const start = async (queue: LineQueue): Promise<void> => {
    dirty.delete(queue);
    busy.add(queue);
    // The lines are of many requests: what goes wrong with a file, or is rotated, belongs to none of them.
    await context.with(ROOT_CONTEXT, () => queue.flush());
    busy.delete(queue);
    wake(queue);
  };

  const tick = (): void => {
    timer = undefined;
    for (const queue of [...dirty]) {
      if (mayStart(queue)) void start(queue);
    }
    if (dirty.size > 0) arm();
  };

  const arm = (): void => {
    timer ??= setTimeout(tick, limits.flushMs).unref();
  };

  const wake = (queue: LineQueue): void => {
    if (queue.waitingBytes === 0 || busy.has(queue)) return;
    if (queue.waitingBytes >= limits.flushBytes && mayStart(queue)) {
      void start(queue);
      return;
    }
    dirty.add(queue);
    arm();
  };

  const flushAll = async (queues: readonly LineQueue[]): Promise<void> => {
    for (let first = 0; first < queues.length; first += limits.concurrentFiles) {
      await Promise.all(queues.slice(first, first + limits.concurrentFiles).map(flushCompletely));
    }
  };

  return {
    wake,
    flushAll,
    close: async (queues) => {
      clearTimeout(timer);
      const limit = new AbortController();
      const timeout = wait(limits.closeMs, undefined, { signal: limit.signal }).catch(() => undefined);
      await Promise.race([flushAll(queues), timeout]);
      limit.abort();
      await timeout;
    },
  };
}

async function flushCompletely(queue: LineQueue): Promise<void> {
  // Twice, because a flush already under way leaves the lines that came after it began.
  await queue.flush();
  if (queue.waitingBytes > 0 && queue.retryAt === 0) await queue.flush();
}
