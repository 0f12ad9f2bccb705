interface Busy {
  open: number;
  since: number;
  totalMs: number;
}

/** How long workers were busy with each run. Exchanges that overlap count once. */
export class WorkerTime {
  readonly #byRun = new Map<string, Busy>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  runStarted(runId: string): void {
    this.#byRun.set(runId, { open: 0, since: 0, totalMs: 0 });
  }

  /** An exchange of a run has begun; the returned function ends it. */
  exchangeStarted(runId: string): () => void {
    const busy = this.#byRun.get(runId);
    if (busy === undefined) return () => undefined;
    if (busy.open === 0) busy.since = this.#now();
    busy.open += 1;
    return () => {
      busy.open -= 1;
      if (busy.open === 0) busy.totalMs += this.#now() - busy.since;
    };
  }

  /** The run is over. Milliseconds that workers were busy with it. */
  runEnded(runId: string): number {
    const busy = this.#byRun.get(runId);
    this.#byRun.delete(runId);
    if (busy === undefined) return 0;
    return busy.open === 0 ? busy.totalMs : busy.totalMs + this.#now() - busy.since;
  }
}
