import type { SolveRequest } from 'glassgate/plugin-api';
import { makeCall, openTestStore } from 'glassgate/testing';
import { AttemptLedger } from './attempt-ledger.ts';
import { JobLedger } from './job-ledger.ts';
import { RawJson } from './raw-json.ts';
import { closeInterrupted } from './reconcile.ts';
import { attemptsTable, jobsTable } from './tables.ts';

const prompt = { id: 'default', defaultMaxChatUses: 50, text: async () => '' };
const request = { text: 'hi', idempotency: { key: 'k', fingerprint: 'f' } } as SolveRequest;
const closed = {
  status: 'failed',
  error_code: 'INTERNAL_ERROR',
  error_message: 'interrupted by restart',
  finished_at: expect.any(String),
};

async function openTables() {
  const opened = await openTestStore(jobsTable, attemptsTable);
  const [jobs, attempts] = [opened.store.table(jobsTable), opened.store.table(attemptsTable)];
  return {
    jobs,
    attempts,
    committed: () => opened.store.committed(),
    ledger: new JobLedger({ repository: jobs }),
    attemptLedger: new AttemptLedger(attempts, new RawJson()),
    jobOf: async ({ runId }: { readonly runId: string }) =>
      (await jobs.find({ where: { job_id: runId } }))[0],
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

describe('closeInterrupted', () => {
  it('closes what is open, leaves what is closed, and finds nothing the second time', async () => {
    await using tables = await openTables();
    const { jobs, attempts, ledger } = tables;
    const [running, done, waiting] = [makeCall().journal, makeCall().journal, makeCall().journal];
    for (const journal of [running, done, waiting]) ledger.open(journal, { request, prompt });
    ledger.succeed(done, { text: 'hello', raw: [] });
    const event = {
      stage: 'selector',
      attempt: 2,
      journal: running,
      read: () => undefined,
      noted: () => undefined,
    };
    const attempt = tables.attemptLedger.open(event, 'c1');
    ledger.started(running, attempt);
    await tables.committed();

    expect(await closeInterrupted(jobs, attempts)).toEqual({ jobs: 2, attempts: 1 });

    expect(await tables.jobOf(done)).toMatchObject({ status: 'succeeded' });
    const keepsKey = {
      ...closed,
      may_have_executed: 1,
      idempotency_fingerprint: 'f',
      open_attempt_json: null,
    };
    expect(await tables.jobOf(running)).toMatchObject(keepsKey);
    expect(await tables.jobOf(waiting)).toMatchObject({ ...closed, idempotency_fingerprint: null });
    const { attempt_id, started_at } = attempt;
    expect(await attempts.find({})).toMatchObject([
      { ...closed, attempt_id, started_at, job_id: running.runId, container_id: 'c1', attempt: 2 },
    ]);
    expect(await closeInterrupted(jobs, attempts)).toEqual({ jobs: 0, attempts: 0 });
  });

  it('closes what an older version left open, which had no mark of what may have been executed', async () => {
    await using tables = await openTables();
    const { jobs, attempts, ledger } = tables;
    const { journal } = makeCall();
    ledger.open(journal, { request, prompt });
    jobs.change(journal.runId, { may_have_executed: null });
    const event = { stage: 's', attempt: 1, journal, read: () => undefined, noted: () => undefined };
    attempts.put(tables.attemptLedger.open(event, 'c1'));
    await tables.committed();

    expect(await closeInterrupted(jobs, attempts)).toEqual({ jobs: 1, attempts: 1 });

    expect(await tables.jobOf(journal)).toMatchObject({ ...closed, idempotency_fingerprint: 'f' });
    expect(await attempts.find({})).toMatchObject([closed]);
  });
});
