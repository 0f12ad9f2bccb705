import type { Routes, Store } from 'glassgate/plugin-api';
import { findJob } from './find-job.ts';
import { recordOf } from './job-record.ts';
import { jobView, listedView } from './job-view.ts';
import { listJobs } from './list-jobs.ts';
import { parseListQuery } from './list-query.ts';
import type { RunningJobs } from './running-jobs.ts';
import { attemptsTable, jobsTable } from './tables.ts';

interface RouteParts {
  readonly store: Store;
  readonly running: RunningJobs;
}

/** Attempts shown: a search over a large pool may need many. */
const maxAttempts = 1_000;

/** `GET /v1/jobs`: one page, newest first. `GET /v1/jobs/:id`: everything known of one. */
export function jobRoutes({ store, running }: RouteParts): Routes {
  const [jobs, attempts] = [store.table(jobsTable), store.table(attemptsTable)];
  return (routes, http) => {
    routes.get('/v1/jobs', { access: 'operator', summary: 'List jobs, newest first' }, async (req, res) => {
      const query = parseListQuery(req.query);
      await written(store);
      const { rows, nextCursor } = await listJobs(store, query, http.of(req).signal);
      const meta = { limit: query.limit, next_cursor: nextCursor };
      res.json({ ok: true, items: rows.map(listedView), meta });
    });

    routes.get('/v1/jobs/:id', { access: 'operator', summary: 'Explain one job' }, async (req, res) => {
      await written(store);
      const row = await findJob(jobs, req.params.id);
      const tried = await attempts.find({
        where: { job_id: row.job_id },
        order: [
          ['attempt', 'asc'],
          ['started_at', 'asc'],
        ],
        limit: maxAttempts,
      });
      res.json(jobView(recordOf(row, running.get(row.job_id)), tried));
    });
  };
}

/** What is queued should be seen. During an outage of the disk the older rows are still worth reading. */
async function written(store: Store): Promise<void> {
  await store.committed().catch(() => undefined);
}
