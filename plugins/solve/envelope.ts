import {
  type GlassgateError,
  type Journal,
  maskUrlPasswords,
  notes,
  type SolveAnswer,
  timestamp,
  verbatim,
} from 'glassgate/plugin-api';
import type { AttemptSummary } from './attempt-summaries.ts';

interface EnvelopeParts {
  readonly journal: Journal;
  readonly promptId: string;
  /** Given when the client asked for them. */
  readonly attempts: readonly AttemptSummary[] | null;
}

/** The body of a 200 answer. */
export function successEnvelope(answer: SolveAnswer, parts: EnvelopeParts): object {
  return {
    ok: true,
    final: verbatim({ text: answer.text }, 'text'),
    error: null,
    attempts: parts.attempts,
    meta: metaOf(parts),
  };
}

/** The body of a failed solve. */
export function failureEnvelope(error: GlassgateError, parts: EnvelopeParts): object {
  return { ok: false, final: null, error: errorBody(error), attempts: parts.attempts, meta: metaOf(parts) };
}

interface Refused {
  readonly requestId: string;
  readonly traceId: string | undefined;
  readonly promptId: string;
  readonly startedAt: Date;
}

/** The body of a request that never became a solve: nothing is known of it but what it asked for. */
export function refusalEnvelope(
  error: GlassgateError,
  { requestId, traceId, promptId, startedAt }: Refused,
): object {
  return {
    ok: false,
    final: null,
    error: errorBody(error),
    attempts: null,
    meta: {
      job_id: '',
      request_id: requestId,
      prompt_id_selected: promptId,
      fanout_requested: 1,
      container_ids_used: [],
      profile_id: null,
      socks_id: null,
      socks_url: null,
      chat_ids_used: [],
      page_url: null,
      trace_id: traceId ?? null,
      queue: null,
      started_at: timestamp(startedAt),
      finished_at: timestamp(),
    },
  };
}

function errorBody({ code, message, details }: GlassgateError): object {
  return { code, message, details };
}

function metaOf({ journal, promptId }: EnvelopeParts): object {
  const profile = journal.latest(notes.profile);
  const chats = journal.all(notes.chat);
  const queued = journal.latest(notes.queue);
  const chatIds = chats.map(({ chatId }) => chatId).filter((id) => id !== undefined);
  return {
    job_id: journal.latest(notes.job)?.jobId ?? '',
    request_id: journal.requestId,
    prompt_id_selected: promptId,
    fanout_requested: 1,
    container_ids_used: [...new Set(journal.all(notes.container).map(({ containerId }) => containerId))],
    profile_id: profile?.profileId ?? null,
    socks_id: profile?.proxyId ?? null,
    socks_url: profile?.proxyUrl === undefined ? null : maskUrlPasswords(profile.proxyUrl),
    chat_ids_used: [...new Set(chatIds)],
    page_url: chats.at(-1)?.pageUrl ?? null,
    trace_id: journal.traceId ?? null,
    queue: queued === undefined ? null : { position: queued.position, wait_ms: queued.waitMs },
    started_at: timestamp(journal.startedAt),
    finished_at: timestamp(),
  };
}
