import { type FileHandle, open } from 'node:fs/promises';
import { errnoOf } from './errno.ts';

/** Reads like `tail -F`: to the end of the file it has open, then the file that has the name by now. */
export interface Tail extends AsyncDisposable {
  poll(): Promise<void>;
  lines(): string[];
}

export function openTail(path: string): Tail {
  let current: FileHandle | undefined;
  let text = '';

  const readOn = async (): Promise<void> => {
    const block = Buffer.alloc(64 * 1024);
    while (current !== undefined) {
      const { bytesRead } = await current.read(block, 0, block.length, null);
      if (bytesRead === 0) return;
      text += block.toString('utf8', 0, bytesRead);
    }
  };

  const follow = async (): Promise<void> => {
    const next = await openIfThere(path);
    if (next === undefined) return;
    if (current !== undefined && (await next.stat()).ino === (await current.stat()).ino) {
      await next.close();
      return;
    }
    await current?.close();
    current = next;
    await readOn();
  };

  return {
    poll: async () => {
      await readOn();
      await follow();
    },
    lines: () => text.trimEnd().split('\n'),
    [Symbol.asyncDispose]: async () => current?.close(),
  };
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
