import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf } from './errno.ts';
import { type Disk, rotate } from './rotate.ts';
import { cutTornTail } from './torn-tail.ts';

export interface Line {
  /** With its newline. */
  readonly text: string;
  readonly bytes: number;
}

export interface RotatingFile {
  /** Append as many of the first lines as one write takes, at least one. Returns their number. */
  append(lines: readonly Line[]): Promise<number>;
}

export interface RotatingFileOptions {
  readonly path: string;
  readonly maxBytes: number;
  readonly backupCount: number;
  readonly disk: Disk;
  readonly onRotate: () => void;
}

const maxWriteBytes = 256 * 1024;

/**
 * A live file that is opened anew for every batch: a directory that vanished is noticed at once, and a
 * thousand containers need no thousand descriptors.
 */
export function createRotatingFile({
  path,
  maxBytes,
  backupCount,
  disk,
  onRotate,
}: RotatingFileOptions): RotatingFile {
  let isTailWhole = false;

  const open = async (): Promise<FileHandle> => {
    const handle = await openForAppend(path, disk);
    if (isTailWhole) return handle;
    try {
      await cutTornTail(handle);
      isTailWhole = true;
      return handle;
    } catch (error) {
      await handle.close();
      throw error;
    }
  };

  const write = async (handle: FileHandle, batch: { readonly text: string; readonly at: number }) => {
    try {
      await handle.appendFile(batch.text);
    } catch (error) {
      // A full disk takes the first part of a batch; the whole batch is written again later.
      isTailWhole = false;
      await handle.truncate(batch.at).catch(() => undefined);
      throw error;
    }
  };

  /** Undefined when the live file has no room for the first line. */
  const appendToLive = async (lines: readonly Line[]): Promise<number | undefined> => {
    const handle = await open();
    try {
      const { size } = await handle.stat();
      const count = countFitting(lines, maxBytes - size);
      if (count === 0 && size > 0) return undefined;

      const batch = lines.slice(0, Math.max(1, count));
      await write(handle, { text: batch.map((line) => line.text).join(''), at: size });
      return batch.length;
    } finally {
      await handle.close();
    }
  };

  return {
    append: async (lines) => {
      const count = await appendToLive(lines);
      if (count !== undefined) return count;
      await rotate({ path, backupCount, disk });
      onRotate();
      return (await appendToLive(lines)) ?? 0;
    },
  };
}

async function openForAppend(path: string, disk: Disk): Promise<FileHandle> {
  try {
    return await disk.open(path, 'a+');
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
  await disk.mkdir(dirname(path), { recursive: true });
  return disk.open(path, 'a+');
}

function countFitting(lines: readonly Line[], roomBytes: number): number {
  let room = Math.min(roomBytes, maxWriteBytes);
  const misfit = lines.findIndex((line) => {
    room -= line.bytes;
    return room < 0;
  });
  return misfit === -1 ? lines.length : misfit;
}
