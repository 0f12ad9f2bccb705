import { once } from 'node:events';
import type { DestinationStream } from 'pino';
import roll from 'pino-roll';

export interface LogFileOptions {
  /** `logs/gateway.log` is written as `logs/gateway.1.log`, `.2.log` …: the highest number is the newest. */
  readonly path: string;
  readonly maxBytes: number;
  /** Older files that are kept beside the one being written. */
  readonly backupCount: number;
}

export interface LogFile {
  readonly stream: DestinationStream;
  /** Resolves when every line is on disk, or cannot be put there. */
  close(): Promise<void>;
}

const closeTimeoutMs = 2_000;
const maxWaitingChars = 8 * 1024 * 1024;

/** A log file that is rolled by size. Lines are written in batches: they cost no request its time. */
export async function openLogFile(
  { path, maxBytes, backupCount }: LogFileOptions,
  onFailure: (error: unknown) => void,
): Promise<LogFile> {
  const stream = await roll({
    file: path,
    size: `${maxBytes}b`,
    limit: { count: backupCount + 1, removeOtherLogFiles: true },
    mkdir: true,
    sync: false,
    minLength: 4_096,
    maxLength: maxWaitingChars,
    periodicFlush: 100,
  });
  // Without a listener a full disk would end the process; each write fails again, so one report is enough.
  let failed = false;
  stream.on('error', (error: unknown) => {
    if (failed) return;
    failed = true;
    onFailure(error);
  });
  let closed: Promise<void> | undefined;
  return {
    // A stream that has ended throws, and a late line is no reason to.
    stream: { write: (line) => void (closed === undefined && stream.write(line)) },
    close: () => {
      closed ??= ended(stream);
      return closed;
    },
  };
}

async function ended(stream: Awaited<ReturnType<typeof roll>>): Promise<void> {
  const closed = once(stream, 'close', { signal: AbortSignal.timeout(closeTimeoutMs) });
  stream.end();
  try {
    await closed;
  } catch {
    // The failure was reported when it happened; stopping must not depend on the disk.
  }
}
