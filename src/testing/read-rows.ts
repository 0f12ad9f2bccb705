import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Read a database that a gateway of this process has open. Node's SQLite and the gateway's are two copies of
 * the library, which do not see each other's locks: opening the very file truncates the shared memory that the
 * gateway maps, and the process dies of SIGBUS (https://sqlite.org/howtocorrupt.html, 2.2.1). Hence the copy.
 */
export function readRows(sqlitePath: string, sql: string): Readonly<Record<string, unknown>>[] {
  const dir = mkdtempSync(join(tmpdir(), 'glassgate-rows-'));
  try {
    const copy = join(dir, 'copy.sqlite');
    for (const suffix of ['', '-wal']) {
      if (existsSync(sqlitePath + suffix)) copyFileSync(sqlitePath + suffix, copy + suffix);
    }
    using database = new DatabaseSync(copy);
    return database
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }));
  } finally {
    rmSync(dir, { recursive: true });
  }
}
