export interface Watch {
  /** Call it after every change. */
  changed(): void;
  /** Resolves with the first defined value that `read` returns, now or after a change. */
  until<T>(read: () => T | undefined, options: WaitOptions): Promise<T>;
}

interface WaitOptions {
  readonly timeoutMs: number;
  /** What was awaited, for the error: `3 posts`. */
  readonly what: string;
  /** Gives up with the reason of the signal. */
  readonly signal?: AbortSignal;
}

/** Lets tests wait for a state instead of sleeping. */
export function createWatch(): Watch {
  const checks = new Set<() => void>();
  return {
    changed: () => {
      for (const check of checks) check();
    },
    until: (read, { timeoutMs, what, signal }) =>
      new Promise((resolve, reject) => {
        const stop = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', giveUp);
          checks.delete(check);
        };
        const giveUp = () => {
          stop();
          reject(signal?.reason);
        };
        const timer = setTimeout(() => {
          stop();
          reject(new Error(`Waited ${timeoutMs} ms in vain for ${what}.`));
        }, timeoutMs);
        const check = () => {
          try {
            const value = read();
            if (value === undefined) return;
            stop();
            resolve(value);
          } catch (error) {
            stop();
            reject(error);
          }
        };
        signal?.addEventListener('abort', giveUp);
        checks.add(check);
        if (signal?.aborted) giveUp();
        else check();
      }),
  };
}
