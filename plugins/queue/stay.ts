import { type CallContext, type GlassgateError, notes, type Turn } from 'glassgate/plugin-api';
import { type DropReason, type QueueCounts, reasonOf, type WaitOutcome } from './metrics.ts';
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
  #depth: number | undefined;
  #waitMs = 0;
  #since: number | undefined;
  #turn: Turn | undefined;
  #outcome: WaitOutcome = 'failed';
  #dropped: DropReason | undefined;

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

  /** So many wait for anything when it comes. */
  arrive(depth: number): void {
    this.#depth ??= depth;
  }

  begin({ cause, position, waiting, behind }: Arrival): void {
    this.#since = this.#now();
    if (this.#position > 0) return;
    this.#position = position;
    this.#note();
    const first = typeof behind === 'string' ? `, behind request '${behind.slice(0, 128)}'` : '';
    const thing = lackedBy(cause);
    const id = String(cause.details['profile_id'] ?? `any ${thing}`);
    this.#call.event('queue.enqueued', { position, waits_for: thing });
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
    // For those below: the lock tells how long it took to come to it.
    this.#note();
    if (turn === undefined) return;
    this.#call.event('queue.dequeued', {
      wait_ms: Math.round(this.#waitMs),
      profile_id: turn.profileId,
      container_id: turn.containerId,
    });
  }

  fail(error: GlassgateError): void {
    this.#stop();
    this.#turn = undefined;
    const reason = reasonOf(error);
    this.#outcome = reason === 'full' ? 'failed' : reason;
    this.#dropped = reason;
    this.#counts.dropped(reason);
    this.#call.event('queue.dropped', { reason, code: error.code, wait_ms: Math.round(this.#waitMs) });
  }

  /** The request leaves the queue. Says little of one that never waited. */
  end(): void {
    this.#annotate();
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

  #annotate(): void {
    const [position, depth] = [this.#position, this.#depth];
    const outcome = this.#dropped ?? (position === 0 ? 'not_waited' : this.#outcome);
    this.#call.annotate({
      'glassgate.queue.wait_ms': rounded(this.#waitMs),
      'glassgate.queue.outcome': outcome,
      ...(position > 0 && { 'glassgate.queue.position': position }),
      ...(depth !== undefined && { 'glassgate.queue.depth_at_enqueue': depth }),
    });
  }

  #stop(): void {
    this.#waitMs = this.waitMs;
    this.#since = undefined;
  }

  #note(): void {
    this.#call.note(notes.queue, { position: this.#position, waitMs: rounded(this.#waitMs) });
  }
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
