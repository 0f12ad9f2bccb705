import { type Repository, type Row, timestamp } from 'glassgate/plugin-api';
import type { AttemptRow, JobRow } from './tables.ts';

/** Close what a former process left open when it was killed. Returns how many rows that were. */
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
  return {
    attempts: await closeOpen(attempts, columns),
    jobs: await closeOpen(jobs, columns),
  };
}

function closeOpen<R extends Row & { readonly status: string | null }>(
  repository: Repository<R>,
  columns: Partial<R>,
): Promise<number> {
  return repository.changeWhere({ status: null } as Parameters<Repository<R>['changeWhere']>[0], columns);
}
