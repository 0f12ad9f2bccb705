type Reject = (reason: unknown) => void;

/**
 * Lets a run go on without a stage that ignores its signal. The stage is settled from outside with the
 * reason of the abort, so that the stages around it release what they hold and close what they opened.
 */
export class Abandonment {
  readonly #running: Reject[] = [];

  /** Settle as `work` does, or when the stage is abandoned. */
  guard<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#running.push(reject);
      const settle = <V>(settler: (value: V) => void) => {
        return (value: V) => {
          const at = this.#running.lastIndexOf(reject);
          if (at >= 0) this.#running.splice(at, 1);
          settler(value);
        };
      };
      try {
        work().then(settle(resolve), settle(reject));
      } catch (error) {
        settle(reject)(error);
      }
    });
  }

  /** When the signal aborts, give each stage `graceMs` to end, the innermost first. Returns the way to stop. */
  follow(signal: AbortSignal, graceMs: number): () => void {
    let timer: NodeJS.Timeout | undefined;
    const onAbort = () => {
      timer = setInterval(() => this.#running.pop()?.(signal.reason), graceMs);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    return () => {
      clearInterval(timer);
      signal.removeEventListener('abort', onAbort);
    };
  }
}
