import * as disk from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempDir } from 'glassgate/testing';
import { rotate } from './rotate.ts';

async function contents(dir: string): Promise<Record<string, string>> {
  const names = (await disk.readdir(dir)).sort();
  return Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [name, await disk.readFile(join(dir, name), 'utf8')] as const),
    ),
  );
}

async function fill(dir: string, files: Readonly<Record<string, string>>): Promise<void> {
  await Promise.all(Object.entries(files).map(([name, text]) => disk.writeFile(join(dir, name), text)));
}

describe('rotate', () => {
  it.each([
    ['the first time', 2, { 'c.jsonl': 'live' }, { 'c.jsonl.1': 'live' }],
    ['shifting', 2, { 'c.jsonl': 'live', 'c.jsonl.1': 'a' }, { 'c.jsonl.1': 'live', 'c.jsonl.2': 'a' }],
    [
      'dropping the oldest',
      2,
      { 'c.jsonl': 'live', 'c.jsonl.1': 'a', 'c.jsonl.2': 'b' },
      { 'c.jsonl.1': 'live', 'c.jsonl.2': 'a' },
    ],
    [
      'into a gap without moving what is older',
      3,
      { 'c.jsonl': 'live', 'c.jsonl.1': 'a', 'c.jsonl.3': 'c' },
      { 'c.jsonl.1': 'live', 'c.jsonl.2': 'a', 'c.jsonl.3': 'c' },
    ],
    [
      'removing what a larger count left',
      1,
      { 'c.jsonl': 'live', 'c.jsonl.1': 'a', 'c.jsonl.2': 'b', 'c.jsonl.10': 'c' },
      { 'c.jsonl.1': 'live' },
    ],
    ['keeping nothing', 0, { 'c.jsonl': 'live', 'c.jsonl.1': 'a' }, {}],
    [
      'leaving the files of others alone',
      1,
      { 'c.jsonl': 'live', 'cc.jsonl.1': 'x', 'c.jsonl.old': 'y', 'c.jsonl.01': 'z' },
      { 'c.jsonl.1': 'live', 'cc.jsonl.1': 'x', 'c.jsonl.old': 'y', 'c.jsonl.01': 'z' },
    ],
  ])('moves the live file out of the way, %s', async (_, backupCount, before, after) => {
    await using dir = await makeTempDir();
    await fill(dir.path, before);

    await rotate({ path: join(dir.path, 'c.jsonl'), backupCount, disk });

    expect(await contents(dir.path)).toEqual(after);
  });

  it('pushes out no backup when it is tried again after it failed half-way', async () => {
    await using dir = await makeTempDir();
    await fill(dir.path, { 'c.jsonl': 'live', 'c.jsonl.1': 'a', 'c.jsonl.2': 'b', 'c.jsonl.3': 'c' });
    const live = join(dir.path, 'c.jsonl');
    const stubborn = {
      ...disk,
      rename: async (from: string, to: string) => {
        if (from === live) throw Object.assign(new Error('locked'), { code: 'EPERM' });
        await disk.rename(from, to);
      },
    } as typeof disk;

    const options = { path: live, backupCount: 4, disk: stubborn };
    await expect(rotate(options)).rejects.toMatchObject({ code: 'EPERM' });
    await expect(rotate(options)).rejects.toMatchObject({ code: 'EPERM' });

    expect(await contents(dir.path)).toEqual({
      'c.jsonl': 'live',
      'c.jsonl.2': 'a',
      'c.jsonl.3': 'b',
      'c.jsonl.4': 'c',
    });
  });
});
