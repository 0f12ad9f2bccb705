import type * as fs from 'node:fs/promises';
import { basename, dirname } from 'node:path';

/** The part of `node:fs/promises` that the log writes with. */
export type Disk = Pick<typeof fs, 'mkdir' | 'open' | 'readdir' | 'rename' | 'rm' | 'stat'>;

export interface RotateOptions {
  /** The live file. */
  readonly path: string;
  /** Rotated files to keep: `<path>.1` is the newest. */
  readonly backupCount: number;
  readonly disk: Disk;
}

/**
 * Move the live file out of the way. It is renamed or unlinked, never truncated: a reader that has it open
 * can still finish it.
 */
export async function rotate({ path, backupCount, disk }: RotateOptions): Promise<void> {
  const backups = await backupsOf(path, disk);
  const surplus = backups.filter((number) => number > backupCount);
  await Promise.all(surplus.map((number) => disk.rm(`${path}.${number}`, { force: true })));
  if (backupCount === 0) {
    await disk.rm(path, { force: true });
    return;
  }

  // Only up to the first free number: a rotation that failed half-way must not push out a backup per retry.
  const present = new Set(backups);
  let free = 1;
  while (free < backupCount && present.has(free)) free += 1;
  for (let number = free - 1; number >= 1; number -= 1) {
    await disk.rename(`${path}.${number}`, `${path}.${number + 1}`);
  }
  await disk.rename(path, `${path}.1`);
}

/** How much the rotated files of a live one take. */
export async function backupBytesOf(path: string, disk: Disk): Promise<number> {
  const backups = await backupsOf(path, disk);
  const found = await Promise.all(backups.map((number) => disk.stat(`${path}.${number}`)));
  return found.reduce((sum, { size }) => sum + size, 0);
}

async function backupsOf(path: string, disk: Disk): Promise<number[]> {
  return numbersOf(path, await disk.readdir(dirname(path)));
}

/** The numbers of the rotated files of a live one, among the names in its directory. */
export function numbersOf(path: string, names: readonly string[]): number[] {
  const start = `${basename(path)}.`;
  return names
    .filter((name) => name.startsWith(start) && /^[1-9]\d*$/.test(name.slice(start.length)))
    .map((name) => Number(name.slice(start.length)));
}
