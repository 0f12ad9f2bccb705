import { type FileHandle, open } from 'node:fs/promises';
import type { IoRecordPlace } from 'glassgate/plugin-api';
import { parseRecord } from './stored-record.ts';

/** The record at a place; undefined when it is not there, or no longer. */
export async function contentAt(
  place: IoRecordPlace,
  runId: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const line = await lineAt(place);
  const record = line === undefined ? undefined : parseRecord(line);
  // The file may have been rotated since somebody looked where it is.
  const isIt = record?.content['job_id'] === runId && record.cursor.seq === place.seq;
  return isIt && record.containerId === place.containerId ? record.content : undefined;
}

async function lineAt({ file, offset, bytes }: IoRecordPlace): Promise<Buffer | undefined> {
  if (file === undefined || offset === undefined) return undefined;
  try {
    await using handle = await open(file, 'r');
    return await bytesOf(handle, { offset, bytes });
  } catch {
    // Deleted or moved: `rotated` is what it will be called next time.
    return undefined;
  }
}

async function bytesOf(
  handle: FileHandle,
  { offset, bytes }: { readonly offset: number; readonly bytes: number },
): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, offset);
  return buffer.subarray(0, bytesRead);
}
