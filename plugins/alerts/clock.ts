/** Time and chance, which tests turn by hand. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once, after `ms`; the returned function forgets it. */
  after(ms: number, callback: () => void): () => void;
  /** From 0 to below 1. */
  random(): number;
}

// The longest that a timer of Node takes.
const maxTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, Math.min(Math.max(ms, 0), maxTimerMs)).unref();
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};
