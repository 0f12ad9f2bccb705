import { dirname, resolve } from 'node:path';
import sqlite3 from 'sqlite3';
import { GlassgateError } from '../plugin-api/index.ts';
import { execute } from './database-calls.ts';
import { makeDirectory } from './make-directory.ts';
import { storeErrorCode, storeUnavailable } from './store-error.ts';

/** How long a former process may still be stopping. */
const waitMs = 5_000;

/**
 * Claim a database for the life of this process, so that no second gateway closes the jobs of the first. The claim
 * is a transaction on an empty database beside it: the system ends it with the process, however that ends, and the
 * database itself stays free for the readers of others.
 */
export async function claimDatabase(path: string): Promise<AsyncDisposable> {
  try {
    await makeDirectory(dirname(resolve(path)));
    const claim = await open(`${path}.lock`);
    try {
      await execute(claim, `PRAGMA busy_timeout = ${waitMs}; BEGIN IMMEDIATE;`);
    } catch (error) {
      await close(claim);
      throw error;
    }
    return { [Symbol.asyncDispose]: () => close(claim) };
  } catch (error) {
    if (storeErrorCode(error) !== 'SQLITE_BUSY') throw storeUnavailable(refusal, error);
    throw new GlassgateError(
      'STORE_UNAVAILABLE',
      `Another gateway that runs uses the database '${path}'. Stop it, or set SQLITE_PATH to a file of its own.`,
    );
  }
}

const refusal = 'The database cannot be opened for writing.';

function open(path: string): Promise<sqlite3.Database> {
  return new Promise((resolve, reject) => {
    const database = new sqlite3.Database(path, (error) => (error ? reject(error) : resolve(database)));
  });
}

function close(database: sqlite3.Database): Promise<void> {
  return new Promise((resolve, reject) => {
    database.close((error) => (error ? reject(error) : resolve()));
  });
}
