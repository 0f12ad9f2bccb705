/** Time as a limiter sees it. */
export interface Clock {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Milliseconds since the epoch: what a later process can compare. */
  readonly wall: () => number;
  /** Call `task` after so many milliseconds; the returned function calls it off. */
  readonly after: (ms: number, task: () => void) => () => void;
}

// Node fires a longer timer at once.
const longestTimerMs = 3_600_000;

export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  after: (ms, task) => {
    const timer = setTimeout(task, Math.min(ms, longestTimerMs)).unref();
    return () => clearTimeout(timer);
  },
};
