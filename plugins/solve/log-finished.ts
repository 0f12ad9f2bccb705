import {
  containersOf,
  type GlassgateError,
  type Journal,
  notes,
  type SetupContext,
} from 'glassgate/plugin-api';
import type { Facts } from './run-facts.ts';

interface Finished {
  readonly journal: Journal;
  readonly totalMs: number;
  /** Undefined where nobody measures it. */
  readonly overheadMs: number | undefined;
  readonly error: GlassgateError | undefined;
  /** Undefined for a solve that came to no attempt and was not ours. */
  readonly facts: Facts | undefined;
}

/** The one line to look for at night: what the request was, where it went, how long each stage took. */
export function logFinished(log: SetupContext<unknown>['log'], finished: Finished): void {
  const { journal, totalMs, overheadMs, error, facts } = finished;
  const profile = journal.latest(notes.profile);
  const line = {
    request_id: journal.requestId,
    client: journal.latest(notes.client)?.name,
    job_id: journal.runId,
    replay_of: journal.latest(notes.replay)?.jobId,
    trace_id: journal.traceId,
    span_id: journal.spanId,
    code: error?.code ?? 'OK',
    duration_ms: round(totalMs),
    overhead_ms: overheadMs === undefined ? undefined : round(overheadMs),
    ...askedFields(facts),
    output_chars: error === undefined ? facts?.outputChars : undefined,
    profile_id: profile?.profileId,
    socks_id: profile?.proxyId,
    attempts: attemptsOf(journal),
    container_ids: containersOf(journal),
    chat_id: journal.latest(notes.chat)?.chatId,
    chat_reused: journal.latest(notes.chatChoice)?.isReused,
    ...waited(journal),
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

/** What was asked for, as fields of a line. */
export function askedFields(facts: Facts | undefined): object {
  return { prompt_id: facts?.promptId, input_kind: facts?.inputKind, input_chars: facts?.inputChars };
}

/** How often the part of the chain ran that ran most often, as on the span. */
function attemptsOf(journal: Journal): number {
  return journal.timeline().reduce((most, { attempt }) => Math.max(most, attempt), 1);
}

function waited(journal: Journal): object {
  const queue = journal.latest(notes.queue);
  return queue === undefined ? {} : { queue_position: queue.position, queue_wait_ms: round(queue.waitMs) };
}

function stagesMs(journal: Journal): Record<string, number> {
  const sums: Record<string, number> = Object.create(null);
  for (const { stage, selfMs } of journal.timeline()) sums[stage] = round((sums[stage] ?? 0) + selfMs);
  return sums;
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
