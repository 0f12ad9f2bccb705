import type { Routes, Store } from 'glassgate/plugin-api';
import type { AttemptLedger } from './attempt-ledger.ts';
import { type Memories, remembered } from './explain-job.ts';
import { findJob, unknownJob } from './find-job.ts';
import { recordOf } from './job-record.ts';
import { jobView, listedView, otherView } from './job-view.ts';
import { listJobs } from './list-jobs.ts';
import { parseListQuery } from './list-query.ts';
import type { RunningJobs } from './running-jobs.ts';
import { attemptsTable, jobsTable } from './tables.ts';
import { remainsOf, withoutRow } from './without-row.ts';

interface RouteParts {
  readonly store: Store;
  readonly running: RunningJobs;
  readonly ledger: AttemptLedger;
  /** What a request is called that came with this id. */
  readonly idOf: (requestId: string) => string;
  /** Asked for each time: they are there when all plugins are set up. */
  readonly memories: () => Memories;
}

/** Attempts shown: a search over a large pool may need many. */
const maxAttempts = 1_000;

/** `GET /v1/jobs`: one page, newest first. `GET /v1/jobs/:id`: everything known of one. */
export function jobRoutes({ store, running, ledger, idOf, memories }: RouteParts): Routes {
  const [jobs, attempts] = [store.table(jobsTable), store.table(attemptsTable)];
  return (routes, http) => {
    routes.get('/v1/jobs', { access: 'operator', summary: 'List jobs, newest first' }, async (req, res) => {
      const asked = parseListQuery(req.query);
      const query = { ...asked, request_id: asked.request_id && idOf(asked.request_id) };
      await written(store);
      const { rows, nextCursor } = await listJobs(store, query, http.of(req).signal);
      const meta = { limit: query.limit, next_cursor: nextCursor };
      res.json({ ok: true, items: rows.map(listedView), meta });
    });

    routes.get('/v1/jobs/:id', { access: 'operator', summary: 'Explain one job' }, async (req, res) => {
      await written(store);
      const id = idOf(req.params.id);
      const found = await findJob(jobs, id);
      const wish = { withRecords: req.query['records'] === '1' };
      if (found === undefined) {
        const remains = remainsOf(id, memories());
        if (remains === undefined) throw unknownJob(id);
        const known = await remembered(remains.subject, memories(), wish);
        res.json({ ...remains.view, ...withoutRow(known) });
        return;
      }
      const { row, others } = found;
      const tried = await attempts.find({
        where: { job_id: row.job_id },
        order: [
          ['attempt', 'asc'],
          ['started_at', 'asc'],
        ],
        limit: maxAttempts,
      });
      const job = running.get(row.job_id);
      const trying = job === undefined ? [] : ledger.running(job.journal);
      res.json({
        ...jobView(recordOf(row, job), [...tried, ...trying]),
        ...(await remembered(row, memories(), wish)),
        others: others.map(otherView),
      });
    });
  };
}

/** What is queued should be seen. During an outage of the disk the older rows are still worth reading. */
async function written(store: Store): Promise<void> {
  await store.committed().catch(() => undefined);
}
