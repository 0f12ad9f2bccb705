import { type ExchangeEvent, type Journal, TransientMap } from 'glassgate/plugin-api';
import { RunningJob } from './running-job.ts';

interface Entry {
  readonly job: RunningJob;
  isClosed: boolean;
  hasEnded: boolean;
}

/**
 * The jobs in memory. A job stays until its row is closed and its run has ended: usually in this order, the
 * other way round when the client was answered before a stage had cleaned up.
 */
export class RunningJobs {
  readonly #entries = new TransientMap<string, Entry>();

  get size(): number {
    return this.#entries.size;
  }

  open(journal: Journal): RunningJob {
    const job = new RunningJob(journal);
    this.#entries.set(journal.runId, { job, isClosed: false, hasEnded: false });
    return job;
  }

  get(jobId: string): RunningJob | undefined {
    return this.#entries.get(jobId)?.job;
  }

  /** Its row is not closed yet. */
  isOpen(jobId: string): boolean {
    return this.#entries.get(jobId)?.isClosed === false;
  }

  saw(event: ExchangeEvent): void {
    if (event.runId !== null) this.get(event.runId)?.saw(event);
  }

  closed(jobId: string): void {
    this.#leave(jobId, { isClosed: true });
  }

  ended(jobId: string): void {
    this.#leave(jobId, { hasEnded: true });
  }

  #leave(jobId: string, step: Partial<Entry>): void {
    const entry = this.#entries.get(jobId);
    if (entry === undefined) return;
    Object.assign(entry, step);
    if (entry.isClosed && entry.hasEnded) this.#entries.delete(jobId);
  }
}
