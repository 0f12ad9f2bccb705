import { randomUUID } from 'node:crypto';
import {
  type AttemptEndedEvent,
  type AttemptEvent,
  type Journal,
  maskUrlPasswords,
  notes,
  type Repository,
  type SolveAnswer,
  slots,
  timestamp,
} from 'glassgate/plugin-api';
import { rawJson } from './job-ledger.ts';
import type { AttemptRow } from './tables.ts';

interface OpenAttempt {
  readonly id: string;
  readonly since: number;
}

/** Opens and closes the rows of attempts: one for each container that a job tries. */
export class AttemptLedger {
  readonly #repository: Repository<AttemptRow>;
  readonly #open = new WeakMap<Journal, Map<number, OpenAttempt>>();

  constructor(repository: Repository<AttemptRow>) {
    this.#repository = repository;
  }

  open({ journal, attempt, read }: AttemptEvent, containerId: string): void {
    const attemptId = randomUUID();
    const open = this.#open.get(journal) ?? new Map<number, OpenAttempt>();
    this.#open.set(journal, open.set(attempt, { id: attemptId, since: performance.now() }));
    const profile = journal.latest(notes.profile);
    this.#repository.put({
      attempt_id: attemptId,
      job_id: journal.runId,
      container_id: containerId,
      prompt_id: read(slots.prompt)?.id ?? '',
      role: 'single',
      profile_id: profile?.profileId ?? null,
      socks_id: profile?.proxyId ?? null,
      chat_id: null,
      page_url: null,
      chat_session_id: null,
      status: null,
      result_text: null,
      result_raw_json: null,
      error_code: null,
      error_message: null,
      started_at: timestamp(),
      finished_at: null,
      attempt,
      duration_ms: null,
    });
  }

  close({ journal, attempt, noted, answer, error }: AttemptEndedEvent): void {
    const open = this.#open.get(journal);
    const started = open?.get(attempt);
    if (started === undefined) return;
    const chat = noted(notes.chat);
    this.#repository.change(started.id, {
      chat_id: chat?.chatId ?? null,
      page_url: chat?.pageUrl ?? null,
      chat_session_id: chat === undefined ? null : String(chat.chatSessionId),
      finished_at: timestamp(),
      duration_ms: performance.now() - started.since,
      ...(error === undefined
        ? resultColumns(answer as SolveAnswer)
        : {
            status: 'failed' as const,
            error_code: error.code,
            error_message: maskUrlPasswords(error.message || error.code),
          }),
    });
    open?.delete(attempt);
  }
}

function resultColumns(answer: SolveAnswer): Partial<AttemptRow> {
  return { status: 'succeeded', result_text: answer.text, result_raw_json: rawJson(answer.raw) };
}
