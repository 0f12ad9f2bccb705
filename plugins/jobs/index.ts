import { definePlugin, slots, solveAnswer } from 'glassgate/plugin-api';
import { AttemptLedger } from './attempt-ledger.ts';
import { IdempotentRequests } from './idempotency.ts';
import { JobLedger } from './job-ledger.ts';
import { jobRoutes } from './job-routes.ts';
import { keepJob } from './keep-job.ts';
import { closeInterrupted } from './reconcile.ts';
import { replayJob } from './replay.ts';
import { RunningJobs } from './running-jobs.ts';
import { attemptsTable, jobsTable } from './tables.ts';

/** Keeps a row of every job and of every container it tried, and explains them. */
export default definePlugin({
  name: 'jobs',
  tables: [jobsTable, attemptsTable],
  needs: { request: slots.solveRequest, prompt: slots.prompt },
  answer: solveAnswer,
  before: ['profile'],
  async setup({ store, log, metrics }) {
    const [jobRows, attemptRows] = [store.table(jobsTable), store.table(attemptsTable)];
    const running = new RunningJobs();
    const jobs = new JobLedger(jobRows, running);
    const attempts = new AttemptLedger(attemptRows);
    const interrupted = metrics.counter({
      name: 'interrupted_total',
      help: 'Rows left open by a process that was killed, closed at the next start.',
      labels: ['table'],
    });
    const idempotent = new IdempotentRequests({
      jobs: jobRows,
      requests: metrics.counter({
        name: 'idempotent_requests_total',
        help: 'Requests with an idempotency key by what became of them: performed, replayed, conflict or in_progress.',
        labels: ['result'],
      }),
      replay: (call, row) => replayJob(call, row, attemptRows),
    });
    const closed = await closeInterrupted(jobRows, attemptRows);
    interrupted.increment({ table: 'jobs' }, closed.jobs);
    interrupted.increment({ table: 'job_attempts' }, closed.attempts);
    if (closed.jobs + closed.attempts > 0) log.warn(closed, 'rows of a killed process closed');
    return {
      routes: jobRoutes({ store, running }),
      stage(call, next) {
        const { idempotency, client } = call.values.request;
        const perform = () => keepJob(call, next, { jobs, store });
        if (idempotency === undefined) return perform();
        return idempotent.once(call, { ...idempotency, client: client?.name }, perform);
      },
      observe: {
        attemptStarted: (event) => {
          const container = event.read(slots.container);
          // Attempts of other stages, such as profile candidates, carry no container.
          if (container === undefined) return;
          running.get(event.journal.runId)?.attemptStarted(event.attempt, container.id);
          attempts.open(event, container.id);
          jobs.started(event.journal, container.id);
        },
        attemptEnded: (event) => {
          if (event.read(slots.container) === undefined) return;
          running.get(event.journal.runId)?.attemptEnded(event.attempt);
          attempts.close(event);
        },
        exchange: (event) => running.saw(event),
        runEnded: (event) => jobs.ended(event),
      },
    };
  },
});
