import { definePlugin, GlassgateError, notes, slots, solveAnswer } from 'glassgate/plugin-api';
import { AttemptLedger } from './attempt-ledger.ts';
import { JobLedger } from './job-ledger.ts';
import { closeInterrupted } from './reconcile.ts';
import { attemptsTable, jobsTable } from './tables.ts';

/** Keeps a row of every job and of every container it tried. */
export default definePlugin({
  name: 'jobs',
  tables: [jobsTable, attemptsTable],
  needs: { request: slots.solveRequest, prompt: slots.prompt },
  answer: solveAnswer,
  before: ['profile'],
  async setup({ store, log, metrics }) {
    const jobs = new JobLedger(store.table(jobsTable));
    const attempts = new AttemptLedger(store.table(attemptsTable));
    const interrupted = metrics.counter({
      name: 'interrupted_total',
      help: 'Rows left open by a process that was killed, closed at the next start.',
      labels: ['table'],
    });
    const closed = await closeInterrupted(store.table(jobsTable), store.table(attemptsTable));
    interrupted.increment({ table: 'jobs' }, closed.jobs);
    interrupted.increment({ table: 'job_attempts' }, closed.attempts);
    if (closed.jobs + closed.attempts > 0) log.warn(closed, 'rows of a killed process closed');
    return {
      async stage(call, next) {
        const { journal } = call;
        jobs.open(journal, call.values);
        // The exchange awaits this row's commit before the first message leaves.
        call.note(notes.job, { jobId: journal.runId });
        try {
          const answer = await next();
          jobs.succeed(journal, answer);
          await store.committed();
          return answer;
        } catch (cause) {
          jobs.fail(journal, GlassgateError.from(cause));
          await store.committed().catch((err: unknown) => {
            call.log.error({ err }, 'failed job could not be stored');
          });
          throw cause;
        }
      },
      observe: {
        attemptStarted: (event) => {
          const container = event.read(slots.container);
          // Attempts of other stages, such as profile candidates, carry no container.
          if (container === undefined) return;
          attempts.open(event, container.id);
          jobs.started(event.journal, container.id);
        },
        attemptEnded: (event) => {
          if (event.read(slots.container) !== undefined) attempts.close(event);
        },
      },
    };
  },
});
