import { definePlugin, ioRecords, recentLogs, slots, solveAnswer, traces } from 'glassgate/plugin-api';
import { AttemptLedger } from './attempt-ledger.ts';
import { IdempotentRequests } from './idempotency.ts';
import { JobLedger } from './job-ledger.ts';
import { jobRoutes } from './job-routes.ts';
import { spanOfJob } from './job-spans.ts';
import { keepJob } from './keep-job.ts';
import { jobMetrics } from './metrics.ts';
import { RawJson } from './raw-json.ts';
import { closeInterrupted } from './reconcile.ts';
import { replayJob } from './replay.ts';
import { RunningJobs } from './running-jobs.ts';
import { jobSpans } from './spans.ts';
import { attemptsTable, jobsTable } from './tables.ts';

/** Keeps a row of every job and of every container it tried, and explains them. */
export default definePlugin({
  name: 'jobs',
  tables: [jobsTable, attemptsTable],
  metrics: jobMetrics,
  spans: jobSpans,
  needs: { request: slots.solveRequest, prompt: slots.prompt },
  answer: solveAnswer,
  before: ['profile'],
  async setup({ store, log, metrics, redact, use }) {
    const [jobRows, attemptRows] = [store.table(jobsTable), store.table(attemptsTable)];
    const [spans, logs, records] = [use(traces), use(recentLogs), use(ioRecords)];
    const running = new RunningJobs();
    const raw = new RawJson();
    const jobs = new JobLedger({ repository: jobRows, running, raw });
    const attempts = new AttemptLedger(attemptRows, raw);
    const { interrupted, idempotentRequests, unstored } = metrics.declare(jobMetrics);
    const idempotent = new IdempotentRequests({
      jobs: jobRows,
      requests: idempotentRequests,
      spanOf: (row) => spanOfJob(spans(), row),
      replay: (call, row) => replayJob(call, row, attemptRows),
    });
    const closed = await closeInterrupted(jobRows, attemptRows);
    interrupted.increment({ table: 'jobs' }, closed.jobs);
    interrupted.increment({ table: 'job_attempts' }, closed.attempts);
    if (closed.jobs + closed.attempts > 0)
      log.warn({ event: 'job.interrupted', ...closed }, 'rows of a killed process closed');
    return {
      routes: jobRoutes({
        store,
        running,
        ledger: attempts,
        idOf: redact.id,
        memories: () => ({ traces: spans(), logs: logs(), records: records() }),
      }),
      stage(call, next) {
        const { idempotency, client } = call.values.request;
        const perform = () => keepJob(call, next, { jobs, store, unstored });
        if (idempotency === undefined) return perform();
        return idempotent.once(call, { ...idempotency, client: client?.name }, perform);
      },
      observe: {
        attemptStarted: (event) => {
          const container = event.read(slots.container);
          // Attempts of other stages, such as profile candidates, carry no container.
          if (container === undefined) return;
          running.get(event.journal.runId)?.attemptStarted(event.attempt, container.id);
          jobs.started(event.journal, attempts.open(event, container.id));
        },
        attemptEnded: (event) => {
          if (event.read(slots.container) === undefined) return;
          running.get(event.journal.runId)?.attemptEnded(event.attempt);
          attempts.close(event);
          if (event.error !== undefined) jobs.left(event.journal);
        },
        exchange: (event) => running.saw(event),
        runEnded: (event) => jobs.ended(event),
      },
    };
  },
});
