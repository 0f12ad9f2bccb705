import * as disk from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempDir } from 'glassgate/testing';
import { linesOf, startLog } from './test-log.ts';

describe('log files on a bad disk', () => {
  it('makes a directory again that vanished, and loses nothing that was not written', async () => {
    await using dir = await makeTempDir();
    const logs = join(dir.path, 'logs');
    const { log, total } = startLog(logs);
    log.write('a', 'one\n');
    await log.flush();

    await disk.rm(logs, { recursive: true });
    log.write('a', 'two\n');
    await log.close();

    expect(await linesOf(join(logs, 'a.jsonl'))).toEqual(['two']);
    expect(total('lines_total')).toBe(2);
  });

  it('keeps lines while the directory is unusable, and drops and counts what does not fit', async () => {
    await using dir = await makeTempDir();
    const logs = join(dir.path, 'logs');
    await disk.writeFile(logs, 'a file where the directory should be');
    const { log, total } = startLog(logs, { limits: { bufferBytes: 10 } });

    for (const line of ['1234\n', '5678\n', '9\n']) log.write('a', line);
    await log.flush();
    expect(total('errors_total', { container_id: 'a', code: 'ENOTDIR' })).toBeGreaterThan(0);
    expect(total('dropped_total', { container_id: 'a', reason: 'buffer_full' })).toBe(1);

    await disk.rm(logs);
    await log.flush();
    log.write('a', 'back\n');
    await log.close();
    expect(await linesOf(join(logs, 'a.jsonl'))).toEqual(['1234', '5678', 'back']);
  });

  it('tries again on its own until the disk is back', async () => {
    await using dir = await makeTempDir();
    const logs = join(dir.path, 'logs');
    await disk.writeFile(logs, '');
    const { log, reached } = startLog(logs, { limits: { flushMs: 2, retryMs: 2 } });

    log.write('a', 'one\n');
    await reached('errors_total', 3);
    await disk.rm(logs);
    await reached('lines_total', 1);

    expect(await linesOf(join(logs, 'a.jsonl'))).toEqual(['one']);
    await log.close();
  });

  it('writes without a pause again once a write has succeeded', async () => {
    await using dir = await makeTempDir();
    const logs = join(dir.path, 'logs');
    await disk.writeFile(logs, '');
    const limits = { flushBytes: 1, flushMs: 3_600_000 };
    const { log, reached } = startLog(logs, { limits, now: () => 0 });
    log.write('a', 'one\n');
    await log.flush();
    await disk.rm(logs);
    await log.flush();

    log.write('a', 'two\n');
    await reached('lines_total', 2);

    expect(await linesOf(join(logs, 'a.jsonl'))).toEqual(['one', 'two']);
    await log.close();
  });

  it('bounds the lines of all containers together', async () => {
    await using dir = await makeTempDir();
    const { log, total } = startLog(dir.path, { limits: { bufferBytes: 8, totalBufferBytes: 10 } });

    for (const id of ['a', 'b', 'c', 'c']) log.write(id, '1234\n');
    await log.flush();
    log.write('c', '5678\n');
    await log.flush();
    log.write('c', 'full\n');
    log.write('c', 'full\n');
    await log.close();

    expect(total('dropped_total', { container_id: 'c', reason: 'buffer_full' })).toBe(3);
    expect(await linesOf(join(dir.path, 'c.jsonl'))).toEqual(['5678', 'full']);
  });

  it('takes one line larger than the buffer when nothing else waits', async () => {
    await using dir = await makeTempDir();
    const { log, total } = startLog(dir.path, { limits: { bufferBytes: 10 } });

    log.write('a', `${'x'.repeat(100)}\n`);
    log.write('a', 'y\n');
    await log.close();

    expect(await linesOf(join(dir.path, 'a.jsonl'))).toEqual(['x'.repeat(100)]);
    expect(total('dropped_total')).toBe(1);
  });

  it('waits before it tries a failed write again', async () => {
    await using dir = await makeTempDir();
    const logs = join(dir.path, 'logs');
    await disk.writeFile(logs, '');
    let clockMs = 0;
    let opened = 0;
    const countingDisk = {
      ...disk,
      open: (...args: Parameters<typeof disk.open>) => {
        opened += 1;
        return disk.open(...args);
      },
    };
    const limits = { flushBytes: 1, flushMs: 3_600_000, retryMs: 1000 };
    const { log, total } = startLog(logs, { limits, now: () => clockMs, disk: countingDisk });
    log.write('a', 'one\n');
    await log.flush();
    await disk.rm(logs);
    opened = 0;

    clockMs = 999;
    log.write('a', 'two\n');
    expect(opened).toBe(0);
    clockMs = 1000;
    log.write('a', 'three\n');
    expect(opened).toBe(1);
    await log.close();

    expect(await linesOf(join(logs, 'a.jsonl'))).toEqual(['one', 'two', 'three']);
    expect(total('errors_total')).toBe(1);
  });

  it('closes in time although the disk hangs, and counts what is lost', async () => {
    await using dir = await makeTempDir();
    const open = () => new Promise<never>(() => undefined);
    const { log, total } = startLog(dir.path, { disk: { ...disk, open }, limits: { closeMs: 20 } });

    log.write('a', 'one\n');
    log.write('a', 'two\n');
    await log.close();
    log.write('a', 'late\n');

    expect(total('dropped_total', { container_id: 'a', reason: 'closed' })).toBe(3);
  });
});
