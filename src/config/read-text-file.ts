import { readFile, stat } from 'node:fs/promises';

export type TextFile = { readonly text: string } | { readonly failure: string; readonly cause?: unknown };

/** Read a regular UTF-8 file; what is wrong with it comes back as the end of a sentence. */
export async function readTextFile(
  path: string,
  { maxBytes }: { readonly maxBytes: number },
): Promise<TextFile> {
  try {
    const stats = await stat(path);
    // A pipe or a device may never end.
    if (!stats.isFile()) return { failure: 'is not a regular file' };
    if (stats.size > maxBytes) return { failure: `is larger than ${maxBytes} bytes` };
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path)) };
  } catch (cause) {
    return { failure: failureOf(cause), cause };
  }
}

function failureOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by this user';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'is not UTF-8 text';
  return `cannot be read (${code ?? 'unknown reason'})`;
}
