/** A gate that keeps those who wait until somebody opens it; afterwards it holds the next ones again. */
export interface Hold {
  /** Resolves at the next release; rejects when the signal aborts. */
  wait(signal: AbortSignal): Promise<void>;
  release(): void;
}

export function createHold(): Hold {
  const waiting = new Set<() => void>();
  return {
    wait: (signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const go = () => {
          signal.removeEventListener('abort', leave);
          waiting.delete(go);
          resolve();
        };
        const leave = () => {
          waiting.delete(go);
          reject(signal.reason);
        };
        signal.addEventListener('abort', leave, { once: true });
        waiting.add(go);
      }),
    release: () => {
      for (const go of [...waiting]) go();
    },
  };
}
