import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Whether a program can be called by its name. */
export async function isOnPath(command: string): Promise<boolean> {
  const dirs = (process.env['PATH'] ?? '').split(delimiter);
  const tries = await Promise.allSettled(dirs.map((dir) => access(join(dir, command), constants.X_OK)));
  return tries.some(({ status }) => status === 'fulfilled');
}
