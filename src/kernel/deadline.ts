import { GlassgateError } from '../plugin-api/error.ts';

export interface Deadline extends Disposable {
  /** Aborts with the reason of the outer signal, or with DEADLINE_EXCEEDED. */
  readonly signal: AbortSignal;
}

/** One signal for a whole run, from the client's signal and a limit. Dispose it when the run ends. */
export function createDeadline(outer: AbortSignal, limitMs: number): Deadline {
  const controller = new AbortController();
  const cancel = () => controller.abort(GlassgateError.from(outer.reason, 'The request was canceled.'));
  const timer = setTimeout(() => {
    const message = `The request was not done within its limit of ${limitMs / 1000} s.`;
    controller.abort(new GlassgateError('DEADLINE_EXCEEDED', message, { details: { limit_ms: limitMs } }));
  }, limitMs);
  timer.unref();
  if (outer.aborted) cancel();
  else outer.addEventListener('abort', cancel, { once: true });
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      outer.removeEventListener('abort', cancel);
    },
  };
}

/**
 * Settle as `work` does, but not later than `graceMs` after the signal aborts: a stage that ignores its
 * signal must not keep the client waiting for ever.
 */
export function withGrace<T>(work: Promise<T>, signal: AbortSignal, graceMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const onAbort = () => {
      timer = setTimeout(() => reject(signal.reason), graceMs);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
    work.finally(settle).then(resolve, reject);
  });
}
