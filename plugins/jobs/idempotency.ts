import {
  type CallContext,
  GlassgateError,
  type Idempotency,
  type Repository,
  type SolveAnswer,
  type SpanReference,
} from 'glassgate/plugin-api';
import type { JobMetrics } from './metrics.ts';
import type { JobRow } from './tables.ts';

export interface IdempotencyParts {
  readonly jobs: Repository<JobRow>;
  readonly requests: JobMetrics['idempotentRequests'];
  /** The span of a job, while the gateway remembers it. */
  spanOf(row: JobRow): SpanReference | undefined;
  /** The answer of a job that has succeeded. */
  replay(call: CallContext, row: JobRow): Promise<SolveAnswer>;
}

export interface Claim extends Idempotency {
  /** Keys of different clients have nothing to do with each other. */
  readonly client: string | undefined;
}

interface Holder {
  readonly jobId: string;
  readonly span: SpanReference | undefined;
  readonly fingerprint: string;
  /** What an earlier job has left on disk. Everybody who comes meanwhile waits for this one look. */
  readonly stored: Promise<JobRow | undefined>;
}

const retryAfterSeconds = 1;

/**
 * Repeats of a request get the stored answer of the one that succeeded, or are told to wait while it runs. One
 * that failed before a worker could execute it frees its key. When a worker may have executed it the key stays
 * taken: nothing is ever executed twice under one key.
 */
export class IdempotentRequests {
  readonly #parts: IdempotencyParts;
  readonly #holders = new Map<string, Holder>();

  constructor(parts: IdempotencyParts) {
    this.#parts = parts;
  }

  async once(call: CallContext, claim: Claim, perform: () => Promise<SolveAnswer>): Promise<SolveAnswer> {
    const name = JSON.stringify([claim.client ?? null, claim.key]);
    const holder = this.#holders.get(name) ?? this.#hold(name, claim, call);
    const isFirst = holder.jobId === call.journal.runId;
    try {
      const row = await holder.stored;
      if (row !== undefined) return await this.#repeat(call, claim, row);
      if (!isFirst) {
        linkToFirst(call, holder);
        throw this.#refusal(claim, holder);
      }
      this.#parts.requests.increment({ result: 'performed' });
      return await perform();
    } finally {
      if (isFirst) this.#holders.delete(name);
    }
  }

  #hold(name: string, claim: Claim, { journal, span }: CallContext): Holder {
    const holder = { jobId: journal.runId, span, fingerprint: claim.fingerprint, stored: this.#find(claim) };
    this.#holders.set(name, holder);
    return holder;
  }

  async #find({ key, client }: Claim): Promise<JobRow | undefined> {
    const rows = await this.#parts.jobs.find({
      // A job that frees its key loses its fingerprint. A row still open here is one whose closing is not on disk
      // yet: the start closes those of a killed process.
      where: { request_id: key, client: client ?? null, idempotency_fingerprint: { ne: null } },
      order: [['started_at', 'desc']],
      limit: 1,
    });
    return rows[0];
  }

  async #repeat(call: CallContext, claim: Claim, row: JobRow): Promise<SolveAnswer> {
    const traceId = row.trace_id ?? undefined;
    linkToFirst(call, { jobId: row.job_id, traceId, span: this.#parts.spanOf(row) });
    const fingerprint = row.idempotency_fingerprint ?? '';
    if (fingerprint !== claim.fingerprint || row.status === null) {
      throw this.#refusal(claim, { jobId: row.job_id, fingerprint });
    }
    if (row.status === 'failed') throw this.#uncertain(claim, row);
    this.#parts.requests.increment({ result: 'replayed' });
    return this.#parts.replay(call, row);
  }

  #uncertain({ key }: Claim, row: JobRow): GlassgateError {
    this.#parts.requests.increment({ result: 'uncertain' });
    const message =
      `The request with the key '${key.slice(0, 128)}' failed after a worker may have executed it, ` +
      'and is not executed again. Use a new key to risk a repetition.';
    const error = { code: row.error_code, message: row.error_message };
    return new GlassgateError('IDEMPOTENCY_UNCERTAIN', message, { details: { job_id: row.job_id, error } });
  }

  #refusal(claim: Claim, { jobId, fingerprint }: Pick<Holder, 'jobId' | 'fingerprint'>): GlassgateError {
    const key = claim.key.slice(0, 128);
    if (fingerprint !== claim.fingerprint) {
      this.#parts.requests.increment({ result: 'conflict' });
      const message = `The idempotency key '${key}' belongs to a request with another body.`;
      return new GlassgateError('IDEMPOTENCY_CONFLICT', message, { details: { job_id: jobId } });
    }
    this.#parts.requests.increment({ result: 'in_progress' });
    return new GlassgateError('IDEMPOTENCY_IN_PROGRESS', `The request with the key '${key}' is running.`, {
      details: { job_id: jobId, retry_after_seconds: retryAfterSeconds },
    });
  }
}

interface FirstJob {
  readonly jobId: string;
  readonly traceId?: string | undefined;
  readonly span: SpanReference | undefined;
}

function linkToFirst(call: CallContext, { jobId, span, traceId = span?.traceId }: FirstJob): void {
  call.annotate({
    'glassgate.replay.job_id': jobId,
    ...(traceId !== undefined && { 'glassgate.replay.trace_id': traceId }),
  });
  if (span !== undefined) call.link(span, { 'glassgate.link': 'first request' });
}
