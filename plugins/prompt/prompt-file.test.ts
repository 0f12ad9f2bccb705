import { rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempDir } from 'glassgate/testing';
import { PromptFile } from './prompt-file.ts';

function open(path: string) {
  const seen = { reads: 0, failures: [] as unknown[] };
  const file = new PromptFile(path, {
    onUsed: (as) => {
      if (as !== 'hit') seen.reads += 1;
    },
    onUnreadable: (error) => seen.failures.push(error),
  });
  return { file, seen };
}

describe('PromptFile', () => {
  it('reads the file once, trimmed, as long as it does not change', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'start.txt');
    await writeFile(path, '\n Be brief. \n');
    const { file, seen } = open(path);
    expect([await file.text(), await file.text()]).toEqual(['Be brief.', 'Be brief.']);
    expect(seen).toEqual({ reads: 1, failures: [] });
  });

  it('reads it again when it was written, also with the same size and time', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'start.txt');
    await writeFile(path, 'one');
    await utimes(path, 1_000, 1_000);
    const { file, seen } = open(path);
    await file.text();

    const other = join(dir.path, 'other.txt');
    await writeFile(other, 'two');
    await utimes(other, 1_000, 1_000);
    await rename(other, path);

    expect(await file.text()).toBe('two');
    expect(seen.reads).toBe(2);
  });

  it('is empty while the file is away, and says so each time', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'start.txt');
    await writeFile(path, 'one');
    const { file, seen } = open(path);
    await file.text();
    await rm(path);
    expect([await file.text(), await file.text()]).toEqual(['', '']);
    await writeFile(path, 'back');
    expect(await file.text()).toBe('back');
    expect(seen.failures).toEqual([
      expect.objectContaining({ code: 'ENOENT' }),
      expect.objectContaining({ code: 'ENOENT' }),
    ]);
  });

  it('is empty for an empty file, which is no failure', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'start.txt');
    await writeFile(path, ' \n');
    const { file, seen } = open(path);
    expect(await file.text()).toBe('');
    expect(seen.failures).toEqual([]);
  });
});
