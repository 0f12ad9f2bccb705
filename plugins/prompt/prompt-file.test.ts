import { rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempDir } from 'glassgate/testing';
import { PromptFile } from './prompt-file.ts';

function open(path: string) {
  const failures: unknown[] = [];
  return { file: new PromptFile(path, (error) => failures.push(error)), failures };
}

describe('PromptFile', () => {
  it('reads the file once, trimmed, as long as it does not change', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'start.txt');
    await writeFile(path, '\n Be brief. \n');
    const { file, failures } = open(path);
    expect([await file.read(), await file.read()]).toEqual([
      { text: 'Be brief.', use: 'miss' },
      { text: 'Be brief.', use: 'hit' },
    ]);
    expect(failures).toEqual([]);
  });

  it('reads it again when it was written, also with the same size and time', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'start.txt');
    await writeFile(path, 'one');
    await utimes(path, 1_000, 1_000);
    const { file } = open(path);
    await file.read();
    const before = file.digest;

    const other = join(dir.path, 'other.txt');
    await writeFile(other, 'two');
    await utimes(other, 1_000, 1_000);
    await rename(other, path);

    expect(await file.read()).toEqual({ text: 'two', use: 'reload' });
    // echo -n two | sha256sum
    expect([before, file.digest]).toEqual(['7692c3ad', '3fc4ccfe']);
  });

  it('is empty while the file is away, and says so each time', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'start.txt');
    await writeFile(path, 'one');
    const { file, failures } = open(path);
    await file.read();
    await rm(path);
    const away = { text: '', use: 'unreadable' };
    expect([await file.read(), await file.read()]).toEqual([away, away]);
    expect(file.digest).toBeUndefined();
    await writeFile(path, 'back');
    expect(await file.read()).toEqual({ text: 'back', use: 'reload' });
    expect(failures).toEqual([
      expect.objectContaining({ code: 'ENOENT' }),
      expect.objectContaining({ code: 'ENOENT' }),
    ]);
  });

  it('is empty for an empty file, which is no failure', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'start.txt');
    await writeFile(path, ' \n');
    const { file, failures } = open(path);
    expect(await file.read()).toEqual({ text: '', use: 'miss' });
    expect(failures).toEqual([]);
  });
});
