import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ConfigDoubt, ConfigSurroundings } from 'glassgate/plugin-api';

export interface PromptEntry {
  readonly prompt_id: string;
  readonly file: string;
}

/** The prompt of requests that name none. */
const usualId = 'default';

/** Prompts that requests will miss, in a file that is made for solves. */
export async function promptDoubts(
  prompts: readonly PromptEntry[],
  { baseDir, root }: ConfigSurroundings,
): Promise<ConfigDoubt[]> {
  const missing = await Promise.all(prompts.map(({ file }) => isMissing(resolve(baseDir, file))));
  const files = prompts.flatMap(({ file }, index) =>
    missing[index] ? [{ path: ['prompts', index, 'file'], message: `${file} does not exist.` }] : [],
  );
  const isUsed = [prompts, root['containers'], root['profiles']].some(isFilled);
  if (!isUsed || prompts.some(({ prompt_id: id }) => id === usualId)) return files;
  const message = `There is no prompt '${usualId}'; requests that name none will be refused.`;
  return [{ path: ['prompts'], message }, ...files];
}

function isFilled(list: unknown): boolean {
  return Array.isArray(list) && list.length > 0;
}

async function isMissing(path: string): Promise<boolean> {
  try {
    await access(path);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}
