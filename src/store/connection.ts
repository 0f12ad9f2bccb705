import { dirname, resolve } from 'node:path';
import { type Options, Sequelize } from 'sequelize';
import sqlite3 from 'sqlite3';
import { execute } from './database-calls.ts';
import { makeDirectory } from './make-directory.ts';
import { storeUnavailable } from './store-error.ts';

export interface Connection {
  readonly sequelize: Sequelize;
  /** The very connection that Sequelize uses. */
  readonly database: sqlite3.Database;
  close(): Promise<void>;
}

const busyTimeout = 'PRAGMA busy_timeout = 30000;';

// - A checkpoint stops the writes. Every 40 MB instead of SQLite's 4 it comes more rarely and takes longer: fewer
//   commits are slow with few connections, and the slowest one of a busy gateway is slower.
// - The temp store holds the view and the triggers of the row writer; in memory they outlive a full disk.
// - The empty transaction finds a read-only file now and not at the first row.
const writerSetup = `${busyTimeout}
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA wal_autocheckpoint = 10000;
PRAGMA temp_store = MEMORY;
BEGIN IMMEDIATE;
COMMIT;`;

/** Open the one connection that writes, and create the file and its directories where they are missing. */
export async function openWriter(path: string): Promise<Connection> {
  try {
    if (path !== ':memory:') await makeDirectory(dirname(resolve(path)));
    return await connect({ path, mode: sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE, setup: writerSetup });
  } catch (error) {
    throw storeUnavailable('The database cannot be opened for writing.', error);
  }
}

/** Open a second connection for reads: in WAL mode a long read then holds no write up. */
export async function openReader(path: string): Promise<Connection> {
  try {
    return await connect({ path, mode: sqlite3.OPEN_READONLY, setup: busyTimeout });
  } catch (error) {
    throw storeUnavailable('The database cannot be opened for reading.', error);
  }
}

interface ConnectOptions {
  readonly path: string;
  readonly mode: number;
  readonly setup: string;
}

async function connect({ path, mode, setup }: ConnectOptions): Promise<Connection> {
  // Rows of one group are written in no particular order, which foreign keys of another program's file would
  // not bear. The types of Sequelize do not know the option.
  const options: Options & { foreignKeys: boolean } = {
    dialect: 'sqlite',
    dialectModule: sqlite3,
    dialectOptions: { mode },
    storage: path,
    logging: false,
    foreignKeys: false,
  };
  const sequelize = new Sequelize(options);
  const database = await databaseOf(sequelize);
  const connection = { sequelize, database, close: () => sequelize.close() };
  try {
    await execute(database, setup);
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function databaseOf(sequelize: Sequelize): Promise<sqlite3.Database> {
  // Sequelize types a connection as an empty object; for this dialect it is the driver's own.
  return (await sequelize.connectionManager.getConnection({ type: 'write' })) as sqlite3.Database;
}
