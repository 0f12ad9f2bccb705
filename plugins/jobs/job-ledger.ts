import {
  type GlassgateError,
  type Journal,
  maskUrlPasswords,
  notes,
  type Prompt,
  type Repository,
  type RunEndedEvent,
  type SolveAnswer,
  type SolveRequest,
  timestamp,
} from 'glassgate/plugin-api';
import { RunningJobs } from './running-jobs.ts';
import { safeJson } from './safe-json.ts';
import type { JobRow } from './tables.ts';

/** Opens and closes the rows of jobs. Writes are queued; the caller awaits the commit where it matters. */
export class JobLedger {
  readonly #repository: Repository<JobRow>;
  readonly #running: RunningJobs;

  constructor(repository: Repository<JobRow>, running = new RunningJobs()) {
    this.#repository = repository;
    this.#running = running;
  }

  open(journal: Journal, { request, prompt }: { request: SolveRequest; prompt: Prompt }): void {
    this.#running.open(journal);
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
      exchanges_json: null,
      total_ms: null,
      unaccounted_ms: null,
      attempts: null,
      client: request.client?.name ?? null,
      idempotency_fingerprint: request.idempotency?.fingerprint ?? null,
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
      ...this.#closing(journal),
      status: 'succeeded',
      result_text: answer.text,
      result_raw_json: rawJson(answer.raw),
    });
  }

  fail(journal: Journal, { code, message, details }: GlassgateError): void {
    this.#repository.change(journal.runId, {
      ...this.#closing(journal),
      status: 'failed',
      result_text: null,
      result_raw_json: null,
      error_code: code,
      error_message: maskUrlPasswords(message || code),
      error_details_json: maskUrlPasswords(safeJson(details)),
    });
  }

  /** The answer has left: the stages above this plugin have ended as well, and all times are known. */
  ended({ journal, totalMs, unaccountedMs }: RunEndedEvent): void {
    const job = this.#running.get(journal.runId);
    if (job === undefined) return;
    this.#repository.change(journal.runId, {
      total_ms: totalMs,
      unaccounted_ms: unaccountedMs,
      timeline_json: JSON.stringify(job.timeline()),
    });
    this.#running.ended(journal.runId);
  }

  #closing(journal: Journal): Partial<JobRow> {
    const used = journal.all(notes.container).map(({ containerId }) => containerId);
    const job = this.#running.get(journal.runId);
    this.#running.closed(journal.runId);
    return {
      ...identity(journal),
      container_ids_used_json: JSON.stringify([...new Set(used)]),
      finished_at: timestamp(),
      timeline_json: JSON.stringify(job?.timeline() ?? []),
      decisions_json: safeJson(journal.decisions),
      exchanges_json: safeJson(job?.exchanges.read()),
      ...(job && { attempts: job.attempts }),
    };
  }
}

function identity(journal: Journal): Partial<JobRow> {
  const profile = journal.latest(notes.profile);
  return { profile_id: profile?.profileId ?? null, socks_id: profile?.proxyId ?? null };
}

/** One message: its answer; text and image: the list of both. */
export function rawJson(raw: readonly unknown[]): string {
  return maskUrlPasswords(safeJson(raw.length === 1 ? raw[0] : raw));
}
