import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** A collector that keeps what it is sent as it came over the wire. */
export interface RawCollector extends AsyncDisposable {
  readonly url: string;
  readonly bodies: readonly string[];
}

export async function startRawCollector(): Promise<RawCollector> {
  const bodies: string[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      bodies.push(Buffer.concat(chunks).toString('latin1'));
      res.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    bodies,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Names and contents of the files of a folder, as one text. */
export async function filesIn(dir: string): Promise<string> {
  const names = await readdir(dir);
  const contents = await Promise.all(names.map((name) => readFile(join(dir, name), 'utf8')));
  return names.map((name, index) => `${name}\n${contents[index]}`).join('\n');
}

/** Every row of every table, without the one column that may hold a password. */
export function tablesOf(rows: (sql: string) => Readonly<Record<string, unknown>>[]): Record<string, string> {
  const tables = rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
  return Object.fromEntries(
    tables.map(({ name }) => {
      const shown = rows(`SELECT * FROM ${String(name)}`).map((row) =>
        name === 'socks' ? { ...row, url: undefined } : row,
      );
      return [String(name), JSON.stringify(shown)];
    }),
  );
}
