import type { Logger } from 'pino';
import { createRedactor, GlassgateError, type Redactor, type Store } from '../plugin-api/index.ts';
import { claimDatabase } from './claim-database.ts';
import { type Connection, openReader, openWriter } from './connection.ts';
import { execute } from './database-calls.ts';
import { type DeclaredTable, declareTables, type TableEntry } from './declared-table.ts';
import { GroupCommit } from './group-commit.ts';
import { migrate } from './migrations.ts';
import type { StoreInstruments } from './probe.ts';
import { ReadQueries } from './read-queries.ts';
import { RowWriter } from './row-writer.ts';
import { storeErrorCode, storeUnavailable } from './store-error.ts';
import { TableStore } from './table-store.ts';

export interface OpenStoreOptions {
  /** A file, or `:memory:` for a database that ends with the process. */
  readonly path: string;
  readonly tables: readonly TableEntry[];
  readonly instruments: StoreInstruments;
  readonly log: Logger;
  /** Masks secrets in every row; by the rules alone when absent. */
  readonly redact?: Redactor;
  /** How long anybody waits for a commit. */
  readonly maxWaitMs?: number;
  /** Refuse a database that another process uses as its sole writer, and keep the others out. */
  readonly isSoleWriter?: boolean;
  readonly signal?: AbortSignal;
}

export interface OpenStore extends AsyncDisposable {
  readonly store: Store;
  /** Write what is queued and close the file. Afterwards nothing is accepted or read. */
  close(): Promise<void>;
}

/** Open the database and bring its tables to what the plugins declare. */
export async function openStore(options: OpenStoreOptions): Promise<OpenStore> {
  const tables = declareTables(options.tables);
  const opened = new AsyncDisposableStack();
  try {
    const store = await openParts(opened, { ...options, tables });
    let closing: Promise<void> | undefined;
    const close = () => {
      closing ??= closeAll(opened);
      return closing;
    };
    return { store, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}

async function openParts(opened: AsyncDisposableStack, options: OpeningOptions): Promise<Store> {
  const { path, tables, instruments, log, maxWaitMs, redact = createRedactor() } = options;
  const { writer, reader, analyst } = await openConnections(opened, options);
  instruments.opened(path);
  opened.defer(() => checkpoint(writer, log));
  const rowWriter = await openRowWriter(writer);
  opened.defer(() => rowWriter.close());
  const commits = new GroupCommit({
    writer: rowWriter,
    instruments,
    log,
    ...(maxWaitMs !== undefined && { maxWaitMs }),
  });
  opened.defer(() => commits.close());
  const mayInterrupt = analyst !== writer;
  const queries = opened.use(new ReadQueries(analyst.database, { mayInterrupt, instruments }));
  return new TableStore({ location: path, tables, commits, writer, reader, queries, redact, instruments });
}

interface OpeningOptions extends Omit<OpenStoreOptions, 'tables'> {
  readonly tables: ReadonlyMap<string, DeclaredTable>;
}

interface Connections {
  readonly writer: Connection;
  /** For reads of the hot path. */
  readonly reader: Connection;
  /** For queries that may take long. */
  readonly analyst: Connection;
}

async function openConnections(
  opened: AsyncDisposableStack,
  { path, tables, isSoleWriter, signal }: OpeningOptions,
): Promise<Connections> {
  throwIfAborted(signal);
  if (isSoleWriter && path !== ':memory:') opened.use(await claimDatabase(path));
  throwIfAborted(signal);
  const writer = await openWriter(path);
  opened.defer(() => writer.close());
  throwIfAborted(signal);
  await migrate(writer.sequelize, tables.values());
  throwIfAborted(signal);
  // A database in memory belongs to its one connection.
  if (path === ':memory:') return { writer, reader: writer, analyst: writer };
  const [reader, analyst] = [await openReader(path), await openReader(path)];
  opened.defer(() => reader.close());
  opened.defer(() => analyst.close());
  return { writer, reader, analyst };
}

async function openRowWriter(writer: Connection): Promise<RowWriter> {
  try {
    return await RowWriter.open(writer.database);
  } catch (error) {
    throw storeUnavailable('The database does not take the statements of the store.', error);
  }
}

/** What is not copied into the file now stays in the journal beside it, and nothing is lost. */
async function checkpoint({ database }: Connection, log: Logger): Promise<void> {
  try {
    await execute(database, 'PRAGMA wal_checkpoint(PASSIVE)');
  } catch (error) {
    log.warn({ event: 'store.checkpoint_failed', code: storeErrorCode(error) }, 'checkpoint failed');
  }
}

async function closeAll(resources: AsyncDisposableStack): Promise<void> {
  try {
    await resources.disposeAsync();
  } catch (error) {
    throw storeUnavailable('The database could not be closed.', error);
  }
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw new GlassgateError('SHUTTING_DOWN', 'The start was interrupted.', { cause: signal.reason });
}
