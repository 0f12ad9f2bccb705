import * as disk from 'node:fs/promises';
import { join } from 'node:path';
import { trace } from '@opentelemetry/api';
import { collectSpans, makeTempDir } from 'glassgate/testing';
import { linesOf, startLog } from './test-log.ts';
import { startTail } from './test-tail.ts';

describe('log files', () => {
  it('writes the lines of each container in order to its own file', async () => {
    await using dir = await makeTempDir();
    const { log, total } = startLog(dir.path);
    const expected = Array.from({ length: 500 }, (_, index) => `{"n":${index}}`);

    for (const line of expected) {
      log.write('a', `${line}\n`);
      log.write('b', `${line}\n`);
    }
    await log.close();

    expect(await linesOf(join(dir.path, 'a.jsonl'))).toEqual(expected);
    expect(await linesOf(join(dir.path, 'b.jsonl'))).toEqual(expected);
    expect(total('lines_total', { container_id: 'a' })).toBe(500);
    expect(total('bytes_total', { container_id: 'a' })).toBe(
      (await disk.stat(join(dir.path, 'a.jsonl'))).size,
    );
  });

  it('writes on its own, a moment later', async () => {
    await using dir = await makeTempDir();
    const { log, reached } = startLog(dir.path);

    log.write('a', '{"n":1}\n');
    await reached('lines_total', 1);

    expect(await linesOf(join(dir.path, 'a.jsonl'))).toEqual(['{"n":1}']);
    await log.close();
  });

  it.each([
    ['a moment later', 1],
    ['at once', 64 * 1024],
  ])('writes %s outside the request that wrote the line', async (_when, chars) => {
    await using _spans = collectSpans();
    await using dir = await makeTempDir();
    const active: unknown[] = [];
    const opened = async (...args: Parameters<typeof disk.open>) => {
      active.push(trace.getActiveSpan());
      return disk.open(...args);
    };
    const { log, reached } = startLog(dir.path, { disk: { ...disk, open: opened } });

    trace.getTracer('test').startActiveSpan('request', () => log.write('a', `${'x'.repeat(chars)}\n`));
    await reached('lines_total', 1);

    expect(active.length).toBeGreaterThan(0);
    expect(new Set(active)).toEqual(new Set([undefined]));
    await log.close();
  });

  it('writes at once when enough is waiting', async () => {
    await using dir = await makeTempDir();
    const { log, reached } = startLog(dir.path, { limits: { flushMs: 3_600_000 } });

    log.write('a', `${'x'.repeat(64 * 1024)}\n`);
    await reached('lines_total', 1);

    expect(await linesOf(join(dir.path, 'a.jsonl'))).toHaveLength(1);
    await log.close();
  });

  it('writes the lines that come during a write soon after it, in order', async () => {
    await using dir = await makeTempDir();
    const opened = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const open = async (...args: Parameters<typeof disk.open>) => {
      opened.resolve();
      await gate.promise;
      return disk.open(...args);
    };
    const { log, reached } = startLog(dir.path, { disk: { ...disk, open }, limits: { flushMs: 1 } });

    log.write('a', 'one\n');
    const bothWritten = reached('lines_total', 2);
    await opened.promise;
    log.write('a', 'two\n');
    gate.resolve();
    await bothWritten;

    expect(await linesOf(join(dir.path, 'a.jsonl'))).toEqual(['one', 'two']);
    await log.close();
  });

  it('gives every container its turn when more wait than may be written at once', async () => {
    await using dir = await makeTempDir();
    const { log, reached } = startLog(dir.path, { limits: { concurrentFiles: 1, flushMs: 5 } });
    const ids = Array.from({ length: 5 }, (_, index) => `c${index}`);

    for (const id of ids) log.write(id, '{}\n');
    await reached('lines_total', 5);

    expect((await disk.readdir(dir.path)).sort()).toEqual(ids.map((id) => `${id}.jsonl`));
    await log.close();
  });

  it('flushes every container at close, however many may be written at once', async () => {
    await using dir = await makeTempDir();
    const { log } = startLog(dir.path, { limits: { concurrentFiles: 3 } });
    const ids = Array.from({ length: 20 }, (_, index) => `c${index}`);

    for (const id of ids) log.write(id, '{}\n');
    await log.close();

    expect((await disk.readdir(dir.path)).sort()).toEqual(ids.map((id) => `${id}.jsonl`).sort());
  });

  it('loses none of 6000 lines for `tail -F` that wakes up once after each of at least 17 rotations', async () => {
    await using dir = await makeTempDir();
    const { log, total } = startLog(dir.path, { sizes: { maxBytes: 64 * 1024, backupCount: 2 } });
    const expected = Array.from({ length: 6000 }, (_, n) => JSON.stringify({ n, text: 'x'.repeat(200) }));
    const write = async (first: number, end: number) => {
      for (const line of expected.slice(first, end)) log.write('a', `${line}\n`);
      await log.flush();
    };
    await write(0, 1);
    await using tail = startTail(join(dir.path, 'a.jsonl'));
    await tail.printed(1);

    for (let first = 1, rotations = 0; first < expected.length; first += 50) {
      await tail.asleepDuring(() => write(first, first + 50));
      if (total('rotations_total') === rotations) continue;
      // A file that comes and goes while it sleeps is one that nobody can follow by its name.
      rotations = total('rotations_total');
      await tail.printed(Math.min(first + 50, expected.length));
    }
    await log.close();
    await tail.printed(expected.length);

    expect(tail.lines).toEqual(expected);
    expect(total('rotations_total')).toBeGreaterThanOrEqual(17);
    expect((await disk.readdir(dir.path)).sort()).toEqual(['a.jsonl', 'a.jsonl.1', 'a.jsonl.2']);
  }, 120_000);

  it('starts the file over with a backup count of 0, and `tail -F` loses nothing', async () => {
    await using dir = await makeTempDir();
    const { log, total } = startLog(dir.path, { sizes: { maxBytes: 1024, backupCount: 0 } });
    const expected: string[] = [];
    const writeLine = async () => {
      expected.push(`${expected.length} ${'x'.repeat(300)}`);
      log.write('a', `${expected.at(-1)}\n`);
      await log.flush();
    };
    await writeLine();
    await using tail = startTail(join(dir.path, 'a.jsonl'));

    while (total('rotations_total') < 3) {
      await tail.printed(expected.length);
      await writeLine();
    }
    await tail.printed(expected.length);
    await log.close();

    expect(tail.lines).toEqual(expected);
    expect(await disk.readdir(dir.path)).toEqual(['a.jsonl']);
    expect((await disk.stat(join(dir.path, 'a.jsonl'))).size).toBeLessThanOrEqual(1024);
  });
});
