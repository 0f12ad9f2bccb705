import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import { createLogFiles, type LogFiles, type LogFilesOptions } from './log-files.ts';
import { createReport } from './report.ts';
import { type RecordedMetrics, recordMetrics } from './test-context.ts';

export interface TestLog {
  readonly log: LogFiles;
  readonly total: RecordedMetrics['total'];
  /** Resolves when a counter has come so far. */
  reached(name: string, count: number): Promise<void>;
}

export function startLog(dir: string, changes: Partial<LogFilesOptions> = {}): TestLog {
  const checks = new Set<() => void>();
  const { metrics, total } = recordMetrics(() => {
    for (const check of checks) check();
  });
  const report = createReport({ metrics, warn: () => undefined, log: pino({ level: 'silent' }) });
  const sizes = { maxBytes: 1_000_000, backupCount: 5 };
  const reached = (name: string, count: number) =>
    new Promise<void>((resolve, reject) => {
      const failure = new Error(`'${name}' did not reach ${count}.`);
      const timer = setTimeout(() => reject(failure), 3000);
      const check = () => {
        if (total(name) < count) return;
        clearTimeout(timer);
        checks.delete(check);
        resolve();
      };
      checks.add(check);
      check();
    });
  return { log: createLogFiles({ dir, sizes, report, ...changes }), total, reached };
}

export async function linesOf(path: string): Promise<string[]> {
  return (await readFile(path, 'utf8')).trimEnd().split('\n');
}
