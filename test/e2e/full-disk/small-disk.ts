import { execFile } from 'node:child_process';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeTempDir } from 'glassgate/testing';

/** A disk of its own, in memory, so small that a test can fill it. */
export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
  /** Take all room that is left. */
  fill(): Promise<void>;
  /** Give that room back. */
  free(): Promise<void>;
}

const run = promisify(execFile);
const blockBytes = 4096;

export async function openSmallDisk(sizeKb: number): Promise<SmallDisk> {
  await using opened = new AsyncDisposableStack();
  const { path } = opened.use(await makeTempDir());
  await run('mount', ['-t', 'tmpfs', '-o', `size=${sizeKb}k`, 'glassgate-test', path]);
  // Lazily, so that a program which a failed test left behind cannot keep the directory.
  opened.defer(async () => {
    await run('umount', ['-l', path]);
  });
  const filler = join(path, 'filler');
  const mounted = opened.move();
  return {
    path,
    fill: () => writeUntilFull(filler),
    free: () => rm(filler),
    [Symbol.asyncDispose]: () => mounted.disposeAsync(),
  };
}

async function writeUntilFull(path: string): Promise<void> {
  await using file = await open(path, 'a');
  const block = Buffer.alloc(blockBytes);
  for (;;) {
    try {
      await file.write(block);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return;
      throw error;
    }
  }
}

async function mayMount(): Promise<boolean> {
  try {
    await using _disk = await openSmallDisk(blockBytes / 1024);
    return true;
  } catch {
    return false;
  }
}

/** A test that needs a small disk. Mounting one takes root on Linux, and a container that allows it. */
export const itWithSmallDisk = (await mayMount()) ? it : skipAloud;

function skipAloud(
  name: string,
  ...rest: Parameters<typeof it> extends [string, ...infer R] ? R : never
): void {
  it.skip(`${name} (skipped: a tmpfs cannot be mounted here; run as root on Linux)`, ...rest);
}
