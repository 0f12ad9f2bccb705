import type { Logger } from 'pino';
import type { PendingRow, PendingRows } from './pending-rows.ts';
import type { StoreInstruments } from './probe.ts';
import type { RowWriter } from './row-writer.ts';
import { isRowFault, storeErrorCode } from './store-error.ts';

// A backlog is written in pieces: turning a hundred thousand rows into JSON at once would block the loop.
const maxRowsPerTransaction = 500;

export interface CommitContext {
  readonly writer: RowWriter;
  readonly instruments: StoreInstruments;
  readonly log: Logger;
}

export interface CommitOutcome {
  /** Why rows are left in the group: the database is unavailable. */
  readonly unavailable?: unknown;
  /** Why a row was dropped: the database refuses it for good. */
  readonly refusal?: unknown;
}

/** Write the rows of a group and take those that are done out of it; the rest may be tried again. */
export async function commitRows(rows: PendingRows, context: CommitContext): Promise<CommitOutcome> {
  let refusal: unknown;
  while (rows.size > 0) {
    const outcome = await commitPiece(rows, context);
    refusal ??= outcome.refusal;
    if (outcome.unavailable !== undefined) return { unavailable: outcome.unavailable, refusal };
  }
  return { refusal };
}

async function commitPiece(rows: PendingRows, context: CommitContext): Promise<CommitOutcome> {
  const { writer, instruments } = context;
  const piece = rows.first(maxRowsPerTransaction);
  const error = await measured(instruments, { rows: piece.length, write: () => writer.write(piece) });
  if (error === undefined) {
    rows.remove(piece);
    return {};
  }
  if (!isRowFault(error)) return { unavailable: error };
  return await commitOneByOne(rows, { ...context, piece });
}

interface PieceContext extends CommitContext {
  readonly piece: readonly PendingRow[];
}

/** One bad row must not cost the others: each gets a transaction of its own. */
async function commitOneByOne(
  rows: PendingRows,
  { piece, writer, instruments, log }: PieceContext,
): Promise<CommitOutcome> {
  let refusal: unknown;
  for (const row of piece) {
    const error = await measured(instruments, { rows: 1, write: () => writer.writeAlone(row) });
    if (error !== undefined && !isRowFault(error)) return { unavailable: error, refusal };
    rows.remove([row]);
    if (error === undefined) continue;
    refusal ??= error;
    reportRefusal(row, { code: storeErrorCode(error), instruments, log });
  }
  const error = await failureOf(() => writer.reset());
  return error === undefined ? { refusal } : { unavailable: error, refusal };
}

export interface RefusalReport {
  readonly code: string;
  readonly instruments: StoreInstruments;
  readonly log: Logger;
}

export function reportRefusal(
  { table, columns }: PendingRow,
  { code, instruments, log }: RefusalReport,
): void {
  instruments.rowRefused(table.name, code);
  log.error(
    { event: 'store.row_refused', table: table.name, key: columns[table.primaryKey], code },
    'row refused and dropped',
  );
}

interface Transaction {
  readonly rows: number;
  write(): Promise<void>;
}

async function measured(instruments: StoreInstruments, { rows, write }: Transaction): Promise<unknown> {
  const startedAt = performance.now();
  const error = await failureOf(write);
  const errorCode = error === undefined ? undefined : storeErrorCode(error);
  instruments.committed({ rows, durationMs: performance.now() - startedAt, errorCode });
  return error;
}

async function failureOf(work: () => Promise<void>): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error ?? new Error('The database failed without a reason.');
  }
}
