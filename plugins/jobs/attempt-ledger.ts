import {
  Attachment,
  type AttemptEndedEvent,
  type AttemptEvent,
  type Journal,
  notes,
  orderedId,
  type Repository,
  type SolveAnswer,
  slots,
  timestamp,
} from 'glassgate/plugin-api';
import type { RawJson } from './raw-json.ts';
import type { AttemptRow } from './tables.ts';

interface OpenAttempt {
  readonly row: AttemptRow;
  readonly since: number;
}

/**
 * The rows of attempts: one for each container that a job tries. A row is written when the attempt ends; until
 * then the row of its job holds what is known of it.
 */
export class AttemptLedger {
  readonly #repository: Repository<AttemptRow>;
  readonly #raw: RawJson;
  readonly #open = new Attachment<Journal, Map<number, OpenAttempt>>();

  constructor(repository: Repository<AttemptRow>, raw: RawJson) {
    this.#repository = repository;
    this.#raw = raw;
  }

  /** Returns the row as it is now. */
  open({ journal, attempt, read }: AttemptEvent, containerId: string): AttemptRow {
    const profile = journal.latest(notes.profile);
    const row: AttemptRow = {
      attempt_id: orderedId(),
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
    };
    const open = this.#open.of(journal) ?? new Map<number, OpenAttempt>();
    this.#open.set(journal, open.set(attempt, { row, since: performance.now() }));
    return row;
  }

  close({ journal, attempt, noted, answer, error }: AttemptEndedEvent): void {
    const open = this.#open.of(journal);
    const started = open?.get(attempt);
    if (started === undefined) return;
    const chat = noted(notes.chat);
    this.#repository.put({
      ...started.row,
      chat_id: chat?.chatId ?? null,
      page_url: chat?.pageUrl ?? null,
      chat_session_id: chat === undefined ? null : String(chat.chatSessionId),
      finished_at: timestamp(),
      duration_ms: performance.now() - started.since,
      ...(error === undefined
        ? this.#resultColumns(answer as SolveAnswer)
        : {
            status: 'failed' as const,
            error_code: error.code,
            error_message: error.message || error.code,
          }),
    });
    open?.delete(attempt);
  }

  /** The attempts of a job that run, which have no rows yet. */
  running(journal: Journal): AttemptRow[] {
    return Array.from(this.#open.of(journal)?.values() ?? [], ({ row }) => row);
  }

  #resultColumns({ text, raw }: SolveAnswer): Partial<AttemptRow> {
    return { status: 'succeeded', result_text: text, result_raw_json: this.#raw.of(raw) };
  }
}
