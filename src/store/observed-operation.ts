import type { Operation, StoreInstruments } from './probe.ts';
import { storeErrorCode } from './store-error.ts';

/** Tell of an operation, how long its caller waits for it, and how it ends. */
export async function observed<T>(
  instruments: StoreInstruments,
  operation: Operation,
  body: () => Promise<T>,
): Promise<T> {
  const probe = instruments.operationStarted(operation);
  let errorCode: string | undefined;
  try {
    return await body();
  } catch (error) {
    errorCode = storeErrorCode(error);
    throw error;
  } finally {
    probe.ended(errorCode);
  }
}
