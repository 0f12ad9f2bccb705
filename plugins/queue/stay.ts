import { type CallContext, type GlassgateError, notes, type Turn } from 'glassgate/plugin-api';
import { type QueueCounts, reasonOf, type WaitOutcome } from './metrics.ts';
import { lackedBy } from './queue-errors.ts';

interface Arrival {
  /** Why the request could not go on at once. */
  readonly cause: GlassgateError;
  readonly position: number;
  readonly waiting: number;
  /** The request that came last before it. */
  readonly behind: unknown;
}

/** What is put down about the waiting of one request: for its answer, its job, and the metrics. */
export class Stay {
  readonly #call: CallContext;
  readonly #counts: QueueCounts;
  readonly #now: () => number;
  #position = 0;
  #waitMs = 0;
  #since: number | undefined;
  #turn: Turn | undefined;
  #outcome: WaitOutcome = 'failed';

  constructor(call: CallContext, counts: QueueCounts, now: () => number) {
    this.#call = call;
    this.#counts = counts;
    this.#now = now;
  }

  /** From 1; 0 as long as it did not wait. */
  get position(): number {
    return this.#position;
  }

  get waitMs(): number {
    return this.#waitMs + (this.#since === undefined ? 0 : this.#now() - this.#since);
  }

  begin({ cause, position, waiting, behind }: Arrival): void {
    this.#since = this.#now();
    if (this.#position > 0) return;
    this.#position = position;
    this.#note();
    const first = typeof behind === 'string' ? `, behind request '${behind.slice(0, 128)}'` : '';
    const thing = lackedBy(cause);
    const id = String(cause.details['profile_id'] ?? `any ${thing}`);
    this.#call.decide({
      subject: 'queue',
      chosen: 'wait',
      reason: `waits for a ${thing} at position ${position}${first}`,
      considered: [{ id, verdict: 'passed_over', reason: cause.message }],
      counts: { position, waiting },
    });
  }

  /** It goes on, perhaps with what was kept for it. */
  pause(turn: Turn | undefined): void {
    this.#stop();
    this.#turn = turn ?? this.#turn;
    this.#outcome = 'served';
  }

  fail(error: GlassgateError): void {
    this.#stop();
    this.#turn = undefined;
    const reason = reasonOf(error);
    this.#outcome = reason === 'full' ? 'failed' : reason;
    this.#counts.dropped(reason);
  }

  /** The request leaves the queue. Says nothing of one that never waited. */
  end(): void {
    if (this.#position === 0) return;
    this.#note();
    this.#counts.waited(this.#outcome, this.#waitMs);
    const turn = this.#turn;
    const seconds = `${(this.#waitMs / 1000).toFixed(2)} s`;
    const isServed = this.#outcome === 'served';
    this.#call.decide({
      subject: 'queue',
      chosen: turn === undefined ? null : `${turn.profileId} in ${turn.containerId}`,
      reason: isServed ? `its turn came after ${seconds}` : `left after ${seconds}: ${this.#outcome}`,
      considered: [],
      counts: { position: this.#position, wait_ms: Math.round(this.#waitMs) },
    });
  }

  #stop(): void {
    this.#waitMs = this.waitMs;
    this.#since = undefined;
  }

  #note(): void {
    const waitMs = Math.round(this.#waitMs * 1000) / 1000;
    this.#call.note(notes.queue, { position: this.#position, waitMs });
  }
}
