import { type CallContext, notes, type Repository, type SolveAnswer } from 'glassgate/plugin-api';
import type { AttemptRow, JobRow } from './tables.ts';

/** The answer of a job that has succeeded, with what was noted when it was worked out. */
export async function replayJob(
  call: CallContext,
  job: JobRow,
  attempts: Repository<AttemptRow>,
): Promise<SolveAnswer> {
  const [attempt] = await attempts.find({
    where: { job_id: job.job_id, status: 'succeeded' },
    order: [['attempt', 'desc']],
    limit: 1,
  });
  call.note(notes.job, { jobId: job.job_id });
  call.note(notes.replay, { jobId: job.job_id });
  if (job.profile_id !== null) {
    const proxyId = job.socks_id ?? undefined;
    call.note(notes.profile, { profileId: job.profile_id, proxyId, proxyUrl: undefined });
  }
  for (const containerId of JSON.parse(job.container_ids_used_json ?? '[]') as string[]) {
    call.note(notes.container, { containerId });
  }
  if (attempt !== undefined && attempt.page_url !== null) {
    const chatSessionId = Number(attempt.chat_session_id);
    call.note(notes.chat, { chatSessionId, chatId: attempt.chat_id ?? undefined, pageUrl: attempt.page_url });
  }
  // No worker was asked this time.
  return { text: job.result_text ?? '', raw: [] };
}
