import { GlassgateError } from '../plugin-api/error.ts';

export type Signals = readonly (AbortSignal | undefined)[];

/** The reason to stop, if any of the signals is aborted. */
export function cancelReason(signals: Signals): GlassgateError | undefined {
  const aborted = signals.find((signal) => signal?.aborted === true);
  return aborted === undefined ? undefined : reasonOf(aborted);
}

/** Call back at most once, when one of the signals aborts. Cheaper than AbortSignal.any. Returns the undoing. */
export function onCancel(signals: Signals, canceled: (reason: GlassgateError) => void): () => void {
  const stop = () => {
    for (const signal of signals) signal?.removeEventListener('abort', listener);
  };
  const listener = (event: Event) => {
    stop();
    // The listener is added to signals only.
    canceled(reasonOf(event.target as AbortSignal));
  };
  for (const signal of signals) signal?.addEventListener('abort', listener);
  return stop;
}

/** Wait for a promise, but no longer than until one of the signals aborts. */
export function waitUnlessCanceled(promise: Promise<void>, signals: Signals): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = onCancel(signals, reject);
    promise.then(resolve, reject).finally(stop);
  });
}

function reasonOf(signal: AbortSignal): GlassgateError {
  const reason: unknown = signal.reason;
  if (GlassgateError.is(reason)) return reason;
  return new GlassgateError('CLIENT_CANCELED', 'The request was canceled.', { cause: reason });
}
