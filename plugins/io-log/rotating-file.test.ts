import * as disk from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempDir } from 'glassgate/testing';
import type { Disk } from './rotate.ts';
import { createRotatingFile, type Line } from './rotating-file.ts';

const line = (text: string): Line => ({ text: `${text}\n`, bytes: Buffer.byteLength(text) + 1 });

function openFile(dir: string, changes: { readonly maxBytes?: number; readonly disk?: Disk } = {}) {
  const { maxBytes = 1024, ...others } = changes;
  const sizes = { maxBytes, backupCount: 2 };
  const path = join(dir, 'c.jsonl');
  let rotations = 0;
  const onRotate = () => {
    rotations += 1;
  };
  const file = createRotatingFile({ path, sizes, disk, onRotate, ...others });
  return { path, file, sizes, rotations: () => rotations };
}

/** A disk that takes `freeBytes` more and then, like a real one, the first part of a batch. */
function smallDisk(freeBytes: number): { readonly disk: Disk; free(bytes: number): void } {
  let left = freeBytes;
  const open = async (...args: Parameters<Disk['open']>) => {
    const handle = await disk.open(...args);
    const append = handle.appendFile.bind(handle);
    handle.appendFile = async (text) => {
      const bytes = Buffer.from(String(text));
      const taken = bytes.subarray(0, left);
      left -= taken.length;
      await append(taken);
      if (taken.length < bytes.length) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    };
    return handle;
  };
  return {
    disk: { ...disk, open },
    free: (bytes) => {
      left = bytes;
    },
  };
}

describe('a rotating file', () => {
  it('makes its directory at the first write', async () => {
    await using dir = await makeTempDir();
    const { path, file } = openFile(join(dir.path, 'a', 'b'));

    expect(await file.append([line('one'), line('two')])).toBe(2);

    expect(await disk.readFile(path, 'utf8')).toBe('one\ntwo\n');
  });

  it('writes a line that is longer than one write usually is without starting a new file', async () => {
    await using dir = await makeTempDir();
    const { file, rotations } = openFile(dir.path, { maxBytes: 4_000_000 });
    const long = line('x'.repeat(300 * 1024));
    expect(await file.append([line('one'), long, line('two')])).toBe(1);

    expect(await file.append([long, line('two')])).toBe(1);

    expect(rotations()).toBe(0);
  });

  it('takes a limit that changes while it is in use', async () => {
    await using dir = await makeTempDir();
    const { file, sizes, rotations } = openFile(dir.path);
    const lines = [line('a'.repeat(600)), line('b'.repeat(600))];
    expect(await file.append(lines)).toBe(1);

    sizes.maxBytes = 2048;

    expect(await file.append(lines.slice(1))).toBe(1);
    expect(rotations()).toBe(0);
  });

  it('fills the live file up to its limit and rotates for the next line', async () => {
    await using dir = await makeTempDir();
    const { path, file, rotations } = openFile(dir.path);
    const lines = [line('a'.repeat(511)), line('b'.repeat(511)), line('c')];

    expect(await file.append(lines)).toBe(2);
    expect(rotations()).toBe(0);
    expect(await file.append(lines.slice(2))).toBe(1);

    expect(rotations()).toBe(1);
    expect((await disk.stat(`${path}.1`)).size).toBe(1024);
    expect(await disk.readFile(path, 'utf8')).toBe('c\n');
  });

  it('gives a line larger than the limit a file of its own', async () => {
    await using dir = await makeTempDir();
    const { path, file } = openFile(dir.path);

    await file.append([line('small')]);
    await file.append([line('x'.repeat(3000)), line('next')]);
    await file.append([line('next')]);

    expect(await disk.readFile(`${path}.2`, 'utf8')).toBe('small\n');
    expect((await disk.stat(`${path}.1`)).size).toBe(3001);
    expect(await disk.readFile(path, 'utf8')).toBe('next\n');
  });

  it('counts what an earlier process wrote', async () => {
    await using dir = await makeTempDir();
    const { path, file } = openFile(dir.path);
    await disk.writeFile(path, `${'x'.repeat(1000)}\n`);

    await file.append([line('y'.repeat(100))]);

    expect((await disk.stat(`${path}.1`)).size).toBe(1001);
  });

  it.each([
    ['after whole lines', 'one\ntw', 'one\nnext\n'],
    ['without a whole line', 'on', 'next\n'],
    ['longer than a block', `one\n${'x'.repeat(200_000)}`, 'one\nnext\n'],
    ['not torn', 'one\n', 'one\nnext\n'],
  ])('cuts the half line of a killed process: %s', async (_, before, after) => {
    await using dir = await makeTempDir();
    const { path, file } = openFile(dir.path, { maxBytes: 1_000_000 });
    await disk.writeFile(path, before);

    await file.append([line('next')]);

    expect(await disk.readFile(path, 'utf8')).toBe(after);
  });

  it('leaves no half line and no double line when the disk gets full inside a batch', async () => {
    await using dir = await makeTempDir();
    const small = smallDisk(10);
    const { path, file } = openFile(dir.path, { disk: small.disk });
    const batch = [line('three'), line('four')];

    await file.append([line('one')]);
    await expect(file.append(batch)).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(await disk.readFile(path, 'utf8')).toBe('one\n');

    small.free(1000);
    await file.append(batch);
    expect(await disk.readFile(path, 'utf8')).toBe('one\nthree\nfour\n');
  });

  it('cuts the half line at the next write when the full disk refuses even that', async () => {
    await using dir = await makeTempDir();
    const small = smallDisk(10);
    const open = async (...args: Parameters<Disk['open']>) => {
      const handle = await small.disk.open(...args);
      if (isStubborn) handle.truncate = () => Promise.reject(Object.assign(new Error('no'), { code: 'EIO' }));
      return handle;
    };
    let isStubborn = true;
    const { path, file } = openFile(dir.path, { disk: { ...small.disk, open } });

    await file.append([line('one')]);
    await expect(file.append([line('two and three')])).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(await disk.readFile(path, 'utf8')).toBe('one\ntwo an');
    isStubborn = false;
    small.free(1000);
    await file.append([line('two and three')]);

    expect(await disk.readFile(path, 'utf8')).toBe('one\ntwo and three\n');
  });
});
