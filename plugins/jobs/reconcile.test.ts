import type { SolveRequest } from 'glassgate/plugin-api';
import { makeCall, openTestStore } from 'glassgate/testing';
import { AttemptLedger } from './attempt-ledger.ts';
import { JobLedger } from './job-ledger.ts';
import { closeInterrupted } from './reconcile.ts';
import { attemptsTable, jobsTable } from './tables.ts';

const prompt = { id: 'default', defaultMaxChatUses: 50, text: async () => '' };
const request = { text: 'hi' } as SolveRequest;

describe('closeInterrupted', () => {
  it('closes what is open, leaves what is closed, and finds nothing the second time', async () => {
    await using opened = await openTestStore(jobsTable, attemptsTable);
    const [jobs, attempts] = [opened.store.table(jobsTable), opened.store.table(attemptsTable)];
    const [running, done] = [makeCall().journal, makeCall().journal];
    const ledger = new JobLedger(jobs);
    for (const journal of [running, done]) ledger.open(journal, { request, prompt });
    ledger.succeed(done, { text: 'hello', raw: [] });
    const event = {
      stage: 'selector',
      attempt: 1,
      journal: running,
      read: () => undefined,
      noted: () => undefined,
    };
    new AttemptLedger(attempts).open(event, 'c1');
    await opened.store.committed();

    expect(await closeInterrupted(jobs, attempts)).toEqual({ jobs: 1, attempts: 1 });

    const closed = {
      status: 'failed',
      error_code: 'INTERNAL_ERROR',
      error_message: 'interrupted by restart',
      finished_at: expect.any(String),
    };
    expect(await jobs.find({ where: { job_id: running.runId } })).toMatchObject([closed]);
    expect(await jobs.find({ where: { job_id: done.runId } })).toMatchObject([{ status: 'succeeded' }]);
    expect(await attempts.find({})).toMatchObject([closed]);
    expect(await closeInterrupted(jobs, attempts)).toEqual({ jobs: 0, attempts: 0 });
  });
});
