import {
  GlassgateError,
  notes,
  type Prompt,
  type SolveAnswer,
  type SolveRequest,
  type StageCall,
  type Store,
} from 'glassgate/plugin-api';
import type { JobLedger } from './job-ledger.ts';
import type { JobMetrics } from './metrics.ts';

type JobCall = StageCall<{ readonly request: SolveRequest; readonly prompt: Prompt }>;

interface JobParts {
  readonly jobs: JobLedger;
  readonly store: Store;
  readonly unstored: JobMetrics['unstored'];
}

/** Run the rest of the chain between the opening and the closing of its row. */
export async function keepJob(
  call: JobCall,
  next: () => Promise<SolveAnswer>,
  parts: JobParts,
): Promise<SolveAnswer> {
  const { journal } = call;
  const { jobs } = parts;
  jobs.open(journal, call.values);
  call.event('job.inserted', { is_idempotent: call.values.request.idempotency !== undefined });
  // The exchange awaits this row's commit before the first message leaves.
  call.note(notes.job, { jobId: journal.runId });
  let answer: SolveAnswer;
  try {
    answer = await next();
  } catch (cause) {
    jobs.fail(journal, GlassgateError.from(cause));
    await stored(call, 'failed', parts);
    throw cause;
  }
  jobs.succeed(journal, answer);
  await stored(call, 'succeeded', parts);
  return answer;
}

/**
 * Wait for the row, but not for ever: the work was done, and to withhold the answer would lose it. The row stays
 * queued in memory and is written when the database takes rows again. Until then its job counts as running.
 */
async function stored(
  call: JobCall,
  status: 'succeeded' | 'failed',
  { store, unstored }: JobParts,
): Promise<void> {
  try {
    await store.committed();
  } catch (err) {
    unstored.increment({ status });
    call.log.error({ event: 'job.unstored', err, status }, 'answered before the row was stored');
  }
}
