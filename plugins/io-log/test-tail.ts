import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/**
 * The program `tail -F`, which follows a name from its first line on. The file must be there: otherwise GNU tail looks
 * only every few seconds whether it has been replaced, as long as it runs.
 */
export interface Tail extends AsyncDisposable {
  /** What it has printed. */
  readonly lines: readonly string[];
  /** Does something that it learns of only afterwards: a machine with much to do lets it wait, too. */
  asleepDuring(work: () => Promise<void>): Promise<void>;
  /** Resolves when it has printed so many lines. */
  printed(count: number): Promise<void>;
}

const patienceMs = 30_000;

export function startTail(path: string): Tail {
  // What it says about files that come and go is no matter here.
  const child = spawn('tail', ['-F', '-n', '+1', path], { stdio: ['ignore', 'pipe', 'ignore'] });
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const closed = once(child, 'close');
  const lines: string[] = [];
  const checks = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const check of checks) check();
  });
  return {
    lines,
    asleepDuring: async (work) => {
      child.kill('SIGSTOP');
      try {
        await work();
      } finally {
        child.kill('SIGCONT');
      }
    },
    printed: (count) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          checks.delete(check);
          reject(new Error(`tail has printed ${lines.length} lines instead of ${count}.`));
        }, patienceMs);
        const check = () => {
          if (lines.length < count) return;
          clearTimeout(timer);
          checks.delete(check);
          resolve();
        };
        checks.add(check);
        check();
      }),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await closed;
      process.off('exit', endWithUs);
    },
  };
}
