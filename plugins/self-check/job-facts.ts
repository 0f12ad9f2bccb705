import type { Store } from 'glassgate/plugin-api';
import type { JobFacts } from './laws.ts';
import type { SeenRun } from './seen-run.ts';

/** The rows of these requests; undefined when the database cannot be asked. */
export async function jobFacts(
  store: Store,
  runs: readonly SeenRun[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, JobFacts> | undefined> {
  const ids = runs.filter(({ end }) => end?.hasRow === true).map(({ jobId }) => jobId);
  // Nobody keeps jobs, perhaps: then there are no such tables either.
  if (ids.length === 0) return new Map();
  try {
    await store.committed();
    const rows = await store.query<JobFacts>(
      `SELECT j.job_id, j.status, j.error_code,
        (SELECT COUNT(*) FROM job_attempts AS a WHERE a.job_id = j.job_id) AS attempts
        FROM json_each(?1) AS wanted CROSS JOIN jobs AS j ON j.job_id = wanted.value`,
      [JSON.stringify(ids)],
      signal === undefined ? {} : { signal },
    );
    return new Map(rows.map((row) => [row.job_id, row]));
  } catch {
    // Without the database nothing can be said of rows. That it is away is told elsewhere.
    return undefined;
  }
}
