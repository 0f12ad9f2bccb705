import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf } from './errno.ts';
import type { NumberedFile, RecordPlace } from './record-place.ts';
import { backupBytesOf, type Disk, rotate } from './rotate.ts';
import { cutTornTail } from './torn-tail.ts';

export interface Line {
  /** With its newline. */
  readonly text: string;
  readonly bytes: number;
  /** Told where the line was put. */
  readonly place?: RecordPlace | undefined;
}

export interface RotatingFile {
  /** Append as many of the first lines as one write takes, at least one. Returns their number. */
  append(lines: readonly Line[]): Promise<number>;
  /** Size of the live file and the rotated ones, as far as this process knows. */
  readonly diskBytes: number;
}

export interface RotatingFileOptions {
  readonly path: string;
  readonly sizes: { readonly maxBytes: number; readonly backupCount: number };
  readonly disk: Disk;
  readonly onRotate: () => void;
}

const maxWriteBytes = 256 * 1024;

/**
 * A live file that is opened anew for every batch: a directory that vanished is noticed at once, and a
 * thousand containers need no thousand descriptors.
 */
export function createRotatingFile({ path, sizes, disk, onRotate }: RotatingFileOptions): RotatingFile {
  let isTailWhole = false;
  let rotations = 0;
  let liveBytes = 0;
  let backupBytes: number | undefined;
  const file: NumberedFile = {
    path,
    get rotations() {
      return rotations;
    },
  };

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
      liveBytes = size;
      const count = countFitting(lines, sizes.maxBytes - size);
      if (count === 0 && size > 0) return undefined;

      const batch = lines.slice(0, Math.max(1, count));
      await write(handle, { text: batch.map((line) => line.text).join(''), at: size });
      liveBytes += batch.reduce((sum, line) => sum + line.bytes, 0);
      tellPlaces(batch, { file, at: size });
      return batch.length;
    } finally {
      await handle.close();
    }
  };

  const measureBackups = async () => {
    // Only a gauge would miss it, and the next line asks again.
    backupBytes = await backupBytesOf(path, disk).catch(() => undefined);
  };

  return {
    append: async (lines) => {
      const count = await appendToLive(lines);
      if (count !== undefined) {
        if (backupBytes === undefined) await measureBackups();
        return count;
      }
      await rotate({ path, backupCount: sizes.backupCount, disk });
      rotations += 1;
      onRotate();
      await measureBackups();
      return (await appendToLive(lines)) ?? 0;
    },
    get diskBytes() {
      return liveBytes + (backupBytes ?? 0);
    },
  };
}

function tellPlaces(
  lines: readonly Line[],
  { file, at }: { readonly file: NumberedFile; readonly at: number },
): void {
  let offset = at;
  for (const { place, bytes } of lines) {
    place?.writtenTo(file, { offset, bytes });
    offset += bytes;
  }
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
  let bytes = 0;
  const misfit = lines.findIndex((line, index) => {
    bytes += line.bytes;
    // The limit of one write parts lines from each other; a line that is longer than it is still one line.
    return bytes > roomBytes || (index > 0 && bytes > maxWriteBytes);
  });
  return misfit === -1 ? lines.length : misfit;
}
