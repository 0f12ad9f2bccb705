import type { Journal } from 'glassgate/plugin-api';
import { newRun, type RunEnd, type SeenRun } from './seen-run.ts';

type Count = 'attempts' | 'exchanges' | 'loggedExchanges' | 'lines' | 'spans';

/** The newest requests, with what each sink showed of them. Counting is all that it does while requests run. */
export class RunBook {
  readonly #runs = new Map<string, SeenRun>();
  readonly #maxRuns: number;
  // In the order of their coming, and used in a circle: a map takes long to find its oldest key.
  readonly #order: string[] = [];
  #oldest = 0;
  readonly #endings = new Map<string, number>();
  #completeSince: number;

  constructor({ maxRuns, now = Date.now() }: { readonly maxRuns: number; readonly now?: number }) {
    this.#maxRuns = maxRuns;
    this.#completeSince = now;
  }

  /** Every run that began since then is there. */
  get completeSince(): number {
    return this.#completeSince;
  }

  /** Runs that ended since the start, and requests that never became one, by code. */
  get endings(): ReadonlyMap<string, number> {
    return this.#endings;
  }

  /** Something was seen of a run. */
  saw(
    what: Count,
    { jobId, journal }: { readonly jobId: string; readonly journal?: Journal | undefined },
  ): void {
    const run = this.#run(jobId);
    run[what] += 1;
    if (journal !== undefined && run.startedAt === 0) identify(run, journal);
  }

  ended(journal: Journal, end: RunEnd): void {
    const run = this.#run(journal.runId);
    identify(run, journal);
    run.end = end;
    this.#ending(end.code);
  }

  /** A request ended that never became a run. */
  refused(code: string): void {
    this.#ending(code);
  }

  /** Runs that began in a window, as far as they are remembered. */
  between(from: number, to: number): SeenRun[] {
    return [...this.#runs.values()].filter(({ startedAt }) => startedAt >= from && startedAt < to);
  }

  /** Runs that ended since then. */
  endedSince(since: number): SeenRun[] {
    return [...this.#runs.values()].filter(({ end }) => end !== undefined && end.at >= since);
  }

  has(jobId: string): boolean {
    return this.#runs.has(jobId);
  }

  #run(jobId: string): SeenRun {
    const known = this.#runs.get(jobId);
    if (known !== undefined) return known;
    const run = newRun(jobId);
    this.#runs.set(jobId, run);
    if (this.#order.length < this.#maxRuns) this.#order.push(jobId);
    else this.#replaceOldest(jobId);
    return run;
  }

  #ending(code: string): void {
    this.#endings.set(code, (this.#endings.get(code) ?? 0) + 1);
  }

  #replaceOldest(jobId: string): void {
    const oldest = this.#order[this.#oldest] ?? '';
    const startedAt = this.#runs.get(oldest)?.startedAt ?? 0;
    this.#runs.delete(oldest);
    this.#completeSince = Math.max(this.#completeSince, startedAt + 1);
    this.#order[this.#oldest] = jobId;
    this.#oldest = (this.#oldest + 1) % this.#maxRuns;
  }
}

function identify(run: SeenRun, { requestId, traceId, startedAt }: Journal): void {
  run.requestId = requestId;
  run.traceId = traceId;
  run.startedAt = startedAt.getTime();
}
