import { type ErrorCode, type ErrorKind, errorCodes } from '../../src/plugin-api/error.ts';

/** The error codes of these kinds, in the order of the table. */
export function codesOf(kinds: readonly ErrorKind[]): ErrorCode[] {
  return (Object.keys(errorCodes) as ErrorCode[]).filter((code) => kinds.includes(errorCodes[code].kind));
}
