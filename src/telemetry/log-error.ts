const maxCauses = 5;

/** An error as a log line has it. `cause` is another of these, or the bare value that was thrown. */
interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string | number;
  readonly stack?: string;
  readonly cause?: unknown;
}

/** What pino puts under `err`. */
export function logError(error: unknown): unknown {
  return error instanceof Error ? describe(error, maxCauses) : error;
}

function describe(error: Error, causesLeft: number): LoggedError {
  const { name, message, stack, cause } = error;
  const code: unknown = 'code' in error ? error.code : undefined;
  return {
    type: name,
    message,
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...(stack !== undefined && { stack }),
    ...(cause !== undefined && { cause: describeCause(cause, causesLeft) }),
  };
}

function describeCause(cause: unknown, causesLeft: number): unknown {
  if (!(cause instanceof Error)) return String(cause);
  return causesLeft > 0 ? describe(cause, causesLeft - 1) : cause.message;
}
