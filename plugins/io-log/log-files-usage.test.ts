import * as disk from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempDir } from 'glassgate/testing';
import { startLog } from './test-log.ts';

async function bytesIn(dir: string): Promise<number> {
  const found = await Promise.all((await disk.readdir(dir)).map((name) => disk.stat(join(dir, name))));
  return found.reduce((sum, { size }) => sum + size, 0);
}

describe('what log files take', () => {
  it('is the live file and the rotated ones, also those of an earlier process', async () => {
    await using dir = await makeTempDir();
    const sizes = { maxBytes: 1024, backupCount: 3 };
    const line = `${'x'.repeat(400)}\n`;
    const earlier = startLog(dir.path, { sizes }).log;
    for (let count = 0; count < 5; count += 1) earlier.write('a', line);
    await earlier.close();
    const { log } = startLog(dir.path, { sizes });

    log.write('a', line);
    await log.flush();

    expect(await disk.readdir(dir.path)).toContain('a.jsonl.2');
    expect(log.uses()).toEqual([{ containerId: 'a', diskBytes: await bytesIn(dir.path), waitingBytes: 0 }]);

    for (let count = 0; count < 9; count += 1) log.write('a', line);
    await log.flush();

    expect(await disk.readdir(dir.path)).toContain('a.jsonl.3');
    expect(log.uses()[0]?.diskBytes).toBe(await bytesIn(dir.path));
    await log.close();
  });

  it('is in memory until it is written', async () => {
    await using dir = await makeTempDir();
    const { log } = startLog(dir.path);

    log.write('a', 'twelve bytes');

    expect(log.uses()).toEqual([{ containerId: 'a', diskBytes: 0, waitingBytes: 12 }]);
    await log.close();
    expect(log.uses()).toEqual([{ containerId: 'a', diskBytes: 12, waitingBytes: 0 }]);
  });
});
