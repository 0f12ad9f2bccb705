import type { Attributes } from '@opentelemetry/api';
import { type ErrorCode, errorCodes } from '../plugin-api/error.ts';
import { shownHead, shownText } from './shown-text.ts';

const maxStackChars = 8_192;

/**
 * Attributes of an `exception` event: of the cause when there is one, because the error around it only says
 * where it surfaced.
 */
export function exceptionAttributes(
  error: Error,
  { withStack }: { readonly withStack: boolean },
): Attributes {
  const root: unknown = error.cause ?? error;
  if (!(root instanceof Error)) {
    return { 'exception.type': typeof root, 'exception.message': shownText('', String(root)) };
  }
  return {
    'exception.type': root.name,
    'exception.message': shownText('', root.message),
    ...(withStack && { 'exception.stacktrace': shownHead(root.stack ?? '', maxStackChars) }),
  };
}

/** A code that is in our table; an error of another version of Glassgate may bring one that is not. */
export function knownCode(code: string): ErrorCode {
  return Object.hasOwn(errorCodes, code) ? (code as ErrorCode) : 'INTERNAL_ERROR';
}
