import {
  type GlassgateError,
  type Journal,
  notes,
  type Prompt,
  type Repository,
  type RunEndedEvent,
  type SolveAnswer,
  type SolveRequest,
  timestamp,
} from 'glassgate/plugin-api';
import { writeCircumstances } from './circumstances.ts';
import { keptDecisions } from './kept-decisions.ts';
import { writeOpenAttempt } from './open-attempt.ts';
import { RawJson } from './raw-json.ts';
import { RunningJobs } from './running-jobs.ts';
import { safeJson } from './safe-json.ts';
import type { AttemptRow, JobRow } from './tables.ts';

export interface LedgerParts {
  readonly repository: Repository<JobRow>;
  readonly running?: RunningJobs;
  readonly raw?: RawJson;
}

/** Opens and closes the rows of jobs. Writes are queued; the caller awaits the commit where it matters. */
export class JobLedger {
  readonly #repository: Repository<JobRow>;
  readonly #running: RunningJobs;
  readonly #raw: RawJson;

  constructor({ repository, running = new RunningJobs(), raw = new RawJson() }: LedgerParts) {
    this.#repository = repository;
    this.#running = running;
    this.#raw = raw;
  }

  open(journal: Journal, { request, prompt }: { request: SolveRequest; prompt: Prompt }): void {
    this.#running.open(journal);
    const row: OpeningRow = {
      job_id: journal.runId,
      request_id: journal.requestId,
      prompt_id: prompt.id,
      selected_prompt_id: prompt.id,
      // Constants of the table's first owner, kept for whoever reads it.
      decision_mode: 'multi',
      fanout_requested: 1,
      fanout_used: 1,
      container_ids_used_json: '[]',
      ...(request.text !== undefined && { input_text: request.text }),
      // The image itself is never stored.
      input_image_present: request.image === undefined ? 0 : 1,
      ...(request.image !== undefined && { input_image_ext: request.image.extension }),
      started_at: timestamp(journal.startedAt),
      ...(journal.traceId !== undefined && { trace_id: journal.traceId }),
      ...(request.client !== undefined && { client: request.client.name }),
      may_have_executed: 0,
      ...(request.idempotency !== undefined && { idempotency_fingerprint: request.idempotency.fingerprint }),
    };
    // The columns that are left out are NULL in a row that is new.
    this.#repository.put(row as JobRow);
  }

  /** A container is about to be used: note for whom, so that even a killed job says where it was. */
  started(journal: Journal, attempt: AttemptRow): void {
    const used = journal.all(notes.container).map((note) => note.containerId);
    this.#repository.change(journal.runId, {
      ...identity(journal),
      container_ids_used_json: JSON.stringify([...new Set([...used, attempt.container_id])]),
      open_attempt_json: writeOpenAttempt(attempt),
      may_have_executed: 1,
    });
  }

  /** The container was left again, and the job may go on elsewhere. */
  left(journal: Journal): void {
    if (!this.#running.isOpen(journal.runId)) return;
    this.#repository.change(journal.runId, {
      open_attempt_json: null,
      may_have_executed: this.#mayHaveExecuted(journal) ? 1 : 0,
    });
  }

  succeed(journal: Journal, answer: SolveAnswer): void {
    this.#repository.change(journal.runId, {
      ...this.#closing(journal),
      status: 'succeeded',
      result_text: answer.text,
      result_raw_json: this.#raw.of(answer.raw),
      error_code: null,
      error_message: null,
      error_details_json: null,
    });
  }

  /** A failed job keeps its idempotency key when a worker may have executed its message. */
  fail(journal: Journal, { code, message, details }: GlassgateError): void {
    const keepsKey = this.#mayHaveExecuted(journal);
    this.#repository.change(journal.runId, {
      ...this.#closing(journal),
      status: 'failed',
      error_code: code,
      error_message: message || code,
      error_details_json: safeJson(details),
      ...(!keepsKey && { may_have_executed: 0, idempotency_fingerprint: null }),
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

  #mayHaveExecuted(journal: Journal): boolean {
    const job = this.#running.get(journal.runId);
    return job !== undefined && (job.mayHaveExecuted || job.isInContainer);
  }

  #closing(journal: Journal): Partial<JobRow> {
    const used = journal.all(notes.container).map(({ containerId }) => containerId);
    const job = this.#running.get(journal.runId);
    this.#running.closed(journal.runId);
    return {
      ...identity(journal),
      container_ids_used_json: JSON.stringify([...new Set(used)]),
      open_attempt_json: null,
      finished_at: timestamp(),
      decisions_json: keptDecisions(journal.decisions),
      exchanges_json: safeJson(job?.exchanges.read()),
      ...met(journal),
      ...(job && { attempts: job.attempts }),
    };
  }
}

type OpeningRow = Partial<JobRow> & Pick<JobRow, 'job_id' | 'prompt_id' | 'started_at'>;

/** The column of a new row is NULL: most jobs need not write it. */
function met(journal: Journal): Partial<JobRow> {
  const circumstances = writeCircumstances(journal);
  return circumstances === null ? {} : { circumstances_json: circumstances };
}

function identity(journal: Journal): Partial<JobRow> {
  const profile = journal.latest(notes.profile);
  return { profile_id: profile?.profileId ?? null, socks_id: profile?.proxyId ?? null };
}
