import { type GlassgateError, type Journal, notes, type SetupContext } from 'glassgate/plugin-api';

interface Finished {
  readonly journal: Journal;
  readonly totalMs: number;
  readonly error: GlassgateError | undefined;
}

/** The one line to look for at night: what the request was, where it went, how long each stage took. */
export function logFinished(log: SetupContext<unknown>['log'], { journal, totalMs, error }: Finished): void {
  const line = {
    request_id: journal.requestId,
    client: journal.latest(notes.client)?.name,
    job_id: journal.runId,
    replay_of: journal.latest(notes.replay)?.jobId,
    trace_id: journal.traceId,
    span_id: journal.spanId,
    code: error?.code ?? 'OK',
    duration_ms: round(totalMs),
    profile_id: journal.latest(notes.profile)?.profileId,
    container_ids: journal.all(notes.container).map(({ containerId }) => containerId),
    chat_id: journal.latest(notes.chat)?.chatId,
    stages_ms: stagesMs(journal),
  };
  if (error === undefined) log.info({ event: 'solve.finished', ...line }, 'solve finished');
  else if (error.kind === 'internal')
    log.error({ event: 'solve.finished', ...line, err: error }, 'solve failed');
  else
    log.warn(
      { event: 'solve.finished', ...line, error: error.message, details: error.details },
      'solve failed',
    );
}

function stagesMs(journal: Journal): Record<string, number> {
  const sums: Record<string, number> = Object.create(null);
  for (const { stage, selfMs } of journal.timeline()) sums[stage] = round((sums[stage] ?? 0) + selfMs);
  return sums;
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
