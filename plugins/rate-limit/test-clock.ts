import type { Clock } from './clock.ts';

interface Task {
  readonly at: number;
  readonly run: () => void;
}

/** A clock that a test moves. Promises settle between two timers, as they do in life. */
export interface TestClock extends Clock {
  /** Monotonic milliseconds. */
  ms: number;
  /** Milliseconds since the epoch at the monotonic time 0. */
  epochMs: number;
  readonly timers: number;
  /** Move on, and run what is due at its time. */
  advance(ms: number): Promise<void>;
}

export function testClock(): TestClock {
  const tasks = new Set<Task>();
  const clock: TestClock = {
    ms: 0,
    epochMs: 1_800_000_000_000,
    get timers() {
      return tasks.size;
    },
    now: () => clock.ms,
    wall: () => clock.epochMs + clock.ms,
    after: (ms, run) => {
      const task = { at: clock.ms + ms, run };
      tasks.add(task);
      return () => tasks.delete(task);
    },
    advance: async (ms) => {
      const end = clock.ms + ms;
      await settled();
      for (let task = earliest(tasks, end); task !== undefined; task = earliest(tasks, end)) {
        tasks.delete(task);
        clock.ms = Math.max(clock.ms, task.at);
        task.run();
        await settled();
      }
      clock.ms = end;
    },
  };
  return clock;
}

function earliest(tasks: ReadonlySet<Task>, end: number): Task | undefined {
  const due = [...tasks].filter(({ at }) => at <= end);
  return due.reduce<Task | undefined>(
    (first, task) => (first && first.at <= task.at ? first : task),
    undefined,
  );
}

/** Everything that only waits for promises has happened. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Numbers in [0, 1) that are the same in every run: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The most moments in any stretch of a minute. `times` are in order. */
export function mostInAMinute(times: readonly number[]): number {
  let first = 0;
  return times.reduce((most, at, index) => {
    while ((times[first] ?? at) <= at - 60_000) first += 1;
    return Math.max(most, index - first + 1);
  }, 0);
}
