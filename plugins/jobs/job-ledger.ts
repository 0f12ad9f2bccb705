import {
  type GlassgateError,
  type Journal,
  maskUrlPasswords,
  notes,
  type Prompt,
  type Repository,
  type SolveAnswer,
  type SolveRequest,
  timestamp,
} from 'glassgate/plugin-api';
import type { JobRow } from './tables.ts';

/** Opens and closes the rows of jobs. Writes are queued; the caller awaits the commit where it matters. */
export class JobLedger {
  readonly #repository: Repository<JobRow>;

  constructor(repository: Repository<JobRow>) {
    this.#repository = repository;
  }

  open(journal: Journal, { request, prompt }: { request: SolveRequest; prompt: Prompt }): void {
    this.#repository.put({
      job_id: journal.runId,
      request_id: journal.requestId,
      prompt_id: prompt.id,
      selected_prompt_id: prompt.id,
      // Constants of the table's first owner, kept for whoever reads it.
      decision_mode: 'multi',
      fanout_requested: 1,
      fanout_used: 1,
      container_ids_used_json: '[]',
      input_text: request.text ?? null,
      // The image itself is never stored.
      input_image_present: request.image === undefined ? 0 : 1,
      input_image_ext: request.image?.extension ?? null,
      profile_id: null,
      socks_id: null,
      status: null,
      result_text: null,
      result_raw_json: null,
      error_code: null,
      error_message: null,
      started_at: timestamp(journal.startedAt),
      finished_at: null,
      trace_id: journal.traceId ?? null,
      timeline_json: null,
      decisions_json: null,
      error_details_json: null,
    });
  }

  /** A container is about to be used: note for whom, so that even a killed job says where it was. */
  started(journal: Journal, containerId: string): void {
    const used = journal.all(notes.container).map((note) => note.containerId);
    this.#repository.change(journal.runId, {
      ...identity(journal),
      container_ids_used_json: JSON.stringify([...new Set([...used, containerId])]),
    });
  }

  succeed(journal: Journal, answer: SolveAnswer): void {
    this.#repository.change(journal.runId, {
      ...closing(journal),
      status: 'succeeded',
      result_text: answer.text,
      result_raw_json: rawJson(answer.raw),
    });
  }

  fail(journal: Journal, { code, message, details }: GlassgateError): void {
    this.#repository.change(journal.runId, {
      ...closing(journal),
      status: 'failed',
      result_text: null,
      result_raw_json: null,
      error_code: code,
      error_message: maskUrlPasswords(message || code),
      error_details_json: maskUrlPasswords(JSON.stringify(details)),
    });
  }
}

function closing(journal: Journal): Partial<JobRow> {
  const used = journal.all(notes.container).map(({ containerId }) => containerId);
  return {
    ...identity(journal),
    container_ids_used_json: JSON.stringify([...new Set(used)]),
    finished_at: timestamp(),
    timeline_json: JSON.stringify(journal.timeline()),
    decisions_json: JSON.stringify(journal.decisions),
  };
}

function identity(journal: Journal): Partial<JobRow> {
  const profile = journal.latest(notes.profile);
  return { profile_id: profile?.profileId ?? null, socks_id: profile?.proxyId ?? null };
}

/** One message: its answer; text and image: the list of both. */
export function rawJson(raw: readonly unknown[]): string {
  return maskUrlPasswords(JSON.stringify(raw.length === 1 ? raw[0] : raw) ?? 'null');
}
