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

type JobCall = StageCall<{ readonly request: SolveRequest; readonly prompt: Prompt }>;

/** Run the rest of the chain between the opening and the closing of its row. */
export async function keepJob(
  call: JobCall,
  next: () => Promise<SolveAnswer>,
  { jobs, store }: { readonly jobs: JobLedger; readonly store: Store },
): Promise<SolveAnswer> {
  const { journal } = call;
  jobs.open(journal, call.values);
  // The exchange awaits this row's commit before the first message leaves.
  call.note(notes.job, { jobId: journal.runId });
  let answer: SolveAnswer;
  try {
    answer = await next();
  } catch (cause) {
    jobs.fail(journal, GlassgateError.from(cause));
    await store.committed().catch((err: unknown) => {
      call.log.error({ err }, 'failed job could not be stored');
    });
    throw cause;
  }
  jobs.succeed(journal, answer);
  await store.committed().catch(notStored);
  return answer;
}

// The work was done and its row waits in memory for the database: nobody should have it done again.
function notStored(cause: unknown): never {
  const { code, message, details } = GlassgateError.from(cause);
  throw new GlassgateError(code, `${message} The message was executed; its answer is not on disk yet.`, {
    cause,
    details,
    retryable: false,
  });
}
