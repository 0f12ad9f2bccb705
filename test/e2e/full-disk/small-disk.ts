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
  await mount(path, sizeKb);
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

async function mount(path: string, sizeKb: number): Promise<void> {
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${sizeKb}k`, 'glassgate-test', path]);
  } catch (cause) {
    throw new Error('A tmpfs cannot be mounted here; run as root on Linux.', { cause });
  }
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

/**
 * A test that needs a small disk. Mounting one takes root on Linux, and a container that allows it. Where that fails
 * the test is skipped, but never in CI, where a proof must not vanish silently: it runs, and fails with the reason.
 */
export const itWithSmallDisk = process.env['CI'] !== undefined || (await mayMount()) ? it : skipAloud;

function skipAloud(
  name: string,
  ...rest: Parameters<typeof it> extends [string, ...infer R] ? R : never
): void {
  it.skip(`${name} (skipped: a tmpfs cannot be mounted here; run as root on Linux)`, ...rest);
}
