import { GlassgateError } from '../plugin-api/index.ts';

interface DriverError {
  readonly message: string;
  readonly code?: unknown;
  readonly original?: unknown;
  readonly cause?: unknown;
}

/** The database has looked at the row and does not want it: trying again cannot help. */
const rowFaults = new Set([
  'SQLITE_CONSTRAINT',
  'SQLITE_ERROR',
  'SQLITE_MISMATCH',
  'SQLITE_RANGE',
  'SQLITE_TOOBIG',
  'UNKNOWN',
]);

/** SQLite's code such as `SQLITE_FULL`, however deep the libraries have wrapped it. */
export function storeErrorCode(error: unknown): string {
  const code = isDriverError(error) ? rootOf(error).code : undefined;
  return typeof code === 'string' ? code : 'UNKNOWN';
}

/** True when the row is at fault; false when the database is, so that the row may be tried again. */
export function isRowFault(error: unknown): boolean {
  return rowFaults.has(storeErrorCode(error));
}

/** An error for the caller. Sequelize puts SQL text with its values on its errors; the cause leaves it behind. */
export function storeUnavailable(sentence: string, error?: unknown): GlassgateError {
  if (GlassgateError.is(error)) return error;
  if (!isDriverError(error)) return new GlassgateError('STORE_UNAVAILABLE', sentence, { cause: error });
  const cause = Object.assign(new Error(rootOf(error).message), { code: storeErrorCode(error) });
  return new GlassgateError('STORE_UNAVAILABLE', sentence, { cause });
}

function rootOf(error: DriverError): DriverError {
  const inner = error.original ?? error.cause;
  return isDriverError(inner) ? rootOf(inner) : error;
}

function isDriverError(error: unknown): error is DriverError {
  return (
    typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string'
  );
}
