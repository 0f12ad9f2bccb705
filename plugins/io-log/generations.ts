import { type FileHandle, open, readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf } from './errno.ts';
import { numbersOf } from './rotate.ts';

const searches = 3;

/** A file that is open while it is looked at, and longer for who keeps it. */
export class OpenFile {
  readonly handle: FileHandle;
  #isKept = false;

  constructor(handle: FileHandle) {
    this.handle = handle;
  }

  /** From now on the caller closes it. */
  keep(): FileHandle {
    this.#isKept = true;
    return this.handle;
  }

  async leave(): Promise<void> {
    if (!this.#isKept) await this.handle.close();
  }
}

/**
 * The live file and its rotated generations, the newest first. Rotation only ever moves a file to a higher number,
 * and this goes from low to high: it may meet a file twice, and misses none that is still there.
 */
export async function* newestFirst(path: string): AsyncGenerator<OpenFile> {
  yield* openedAt(path);
  const numbers = numbersOf(path, await namesIn(dirname(path)));
  // The one after each as well, because a rotation may be under way.
  const places = new Set(numbers.flatMap((number) => [number, number + 1]).concat(1));
  for (const number of [...places].sort((one, other) => one - other)) yield* openedAt(`${path}.${number}`);
}

/** The generation that came next after an open one; undefined while that is the live file. The caller closes it. */
export async function openNewer(path: string, own: FileHandle): Promise<FileHandle | undefined> {
  const { ino, dev } = await own.stat();
  for (let search = 1; ; search += 1) {
    let newer: FileHandle | undefined;
    for await (const file of newestFirst(path)) {
      const seen = await file.handle.stat();
      // The open handle keeps its number from being used again.
      if (seen.ino === ino && seen.dev === dev) return newer;
      await newer?.close();
      newer = file.keep();
    }
    // Deleted: everything that is there came after it.
    if ((await own.stat()).nlink === 0 || search === searches) return newer;
    await newer?.close();
  }
}

/** The caller closes it. */
export async function openOldest(path: string): Promise<FileHandle | undefined> {
  let oldest: FileHandle | undefined;
  for await (const file of newestFirst(path)) {
    await oldest?.close();
    oldest = file.keep();
  }
  return oldest;
}

async function* openedAt(path: string): AsyncGenerator<OpenFile> {
  const handle = await openIfThere(path);
  if (handle === undefined) return;
  const file = new OpenFile(handle);
  try {
    yield file;
  } finally {
    await file.leave();
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

async function namesIn(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}

function isAbsence(error: unknown): boolean {
  const code = errnoOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}
