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
