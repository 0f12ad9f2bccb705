import { type Repository, timestamp } from 'glassgate/plugin-api';
import { interruptedAttempt } from './open-attempt.ts';
import type { AttemptRow, JobRow } from './tables.ts';

/**
 * Close what a former process left open when it was killed. A job that no container had by then frees its
 * idempotency key; the others keep it, because nobody knows what was executed. Returns how many rows that were.
 */
export async function closeInterrupted(
  jobs: Repository<JobRow>,
  attempts: Repository<AttemptRow>,
): Promise<{ jobs: number; attempts: number }> {
  const columns = {
    status: 'failed' as const,
    error_code: 'INTERNAL_ERROR',
    error_message: 'interrupted by restart',
    finished_at: timestamp(),
  };
  const open = await jobs.find({ where: { status: null } });
  const running = open.map((job) => interruptedAttempt(job, columns)).filter((row) => row !== undefined);
  for (const row of running) attempts.put(row);
  // Older versions wrote the row of an attempt when it began.
  const older = await attempts.changeWhere({ status: null }, columns);
  const harmless = { ...columns, open_attempt_json: null, idempotency_fingerprint: null };
  return {
    attempts: running.length + older,
    jobs:
      (await jobs.changeWhere({ status: null, may_have_executed: 0 }, harmless)) +
      (await jobs.changeWhere({ status: null }, { ...columns, open_attempt_json: null })),
  };
}
