import type { FileHandle } from 'node:fs/promises';

const blockBytes = 64 * 1024;
const newline = 0x0a;

/** Cut off what follows the last newline: the half line of a process that was killed while it wrote. */
export async function cutTornTail(handle: FileHandle): Promise<void> {
  const { size } = await handle.stat();
  const end = await endOfLastLine(handle, size);
  if (end < size) await handle.truncate(end);
}

async function endOfLastLine(handle: FileHandle, size: number): Promise<number> {
  const block = Buffer.alloc(Math.min(blockBytes, size));
  let end = size;
  while (end > 0) {
    const start = Math.max(0, end - blockBytes);
    const { bytesRead } = await handle.read(block, 0, end - start, start);
    const found = block.subarray(0, bytesRead).lastIndexOf(newline);
    if (found !== -1) return start + found + 1;
    end = start;
  }
  return 0;
}
