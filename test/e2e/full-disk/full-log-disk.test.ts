import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type GatewayProcess, readRows } from 'glassgate/testing';
import { openPool } from '../pool.ts';
import { scrape, total } from '../scrape.ts';
import { solve } from '../solve.ts';
import { itWithSmallDisk, openSmallDisk } from './small-disk.ts';

// A line holds the message twice, and lines of 4 MiB may wait for the disk: thirty solves are more than that.
const text = 'x'.repeat(100_000);
const solves = 30;

const linesOf = async (path: string) =>
  (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');

describe('a full disk under the container I/O log', () => {
  itWithSmallDisk(
    'costs lines, which are counted and told of once, and never an answer; the log goes on when there is room',
    async () => {
      await using disk = await openSmallDisk(8_192);
      const container_io_log = { enabled: true, dir: disk.path, max_field_chars: 1_000_000 };
      await using pool = await openPool({ config: { container_io_log } });
      await using gateway = await pool.start();
      await disk.fill();

      for (let sent = 0; sent < solves; sent += 1) {
        expect((await solve(gateway, { text })).status).toBe(200);
      }
      await gateway.untilLine(({ msg }) => msg === 'container io log cannot be written');
      expect(await counted(gateway, 'dropped')).toBeGreaterThan(0);
      await disk.free();
      const before = await counted(gateway, 'lines');
      while ((await counted(gateway, 'lines')) === before) await solve(gateway, { text: 'afterwards' });
      const told = (phrase: string) => gateway.lines.filter(({ msg }) => msg === phrase);
      expect(told('container io log drops lines')).toHaveLength(1);
      expect(told('container io log cannot be written')).toHaveLength(1);
      const dropped = await counted(gateway, 'dropped');
      expect(await gateway.stop()).toBe(0);

      const lines = await linesOf(join(disk.path, 'c1.jsonl'));
      for (const line of lines) expect(JSON.parse(line)).toMatchObject({ container_id: 'c1' });
      // Each message has one line, in the file or among those counted as dropped.
      const messages = lines.filter((line) => line.includes('"path":"/analyze"')).length;
      const sent = pool.workers[0]?.ledger.counts.posts ?? 0;
      expect(messages).toBeGreaterThan(0);
      expect(sent - messages).toBeLessThanOrEqual(dropped);
      expect(sent - messages).toBeGreaterThan(0);
      expect(readRows(pool.sqlitePath, "SELECT * FROM jobs WHERE status IS NOT 'succeeded'")).toEqual([]);
    },
    60_000,
  );
});

async function counted(gateway: GatewayProcess, what: 'dropped' | 'lines'): Promise<number> {
  return total(await scrape(gateway), `glassgate_io_log_${what}_total`);
}
