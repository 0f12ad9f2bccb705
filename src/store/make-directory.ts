import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Make a directory and those above it that are missing. `mkdir` with `recursive` never returns where a file
 * system refuses new entries with ENOENT, as /proc does: it makes the parent, which is there, again and again.
 */
export async function makeDirectory(path: string): Promise<void> {
  const missing: string[] = [];
  let next = path;
  while (!(await make(next))) {
    missing.push(next);
    next = dirname(next);
  }
  for (const each of missing.reverse()) {
    if (!(await make(each))) throw new DirectoryRefused(each);
  }
}

/** False when the directory above it is missing, or the file system says so. */
async function make(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EEXIST') return true;
    if (code === 'ENOENT' && path !== dirname(path)) return false;
    throw error;
  }
}

class DirectoryRefused extends Error {
  readonly code = 'ENOENT';

  constructor(path: string) {
    super(`no directory can be made at '${path}'`);
  }
}
