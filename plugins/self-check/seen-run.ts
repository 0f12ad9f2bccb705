/** What was seen of one request, wherever it left a trace. */
export interface SeenRun {
  readonly jobId: string;
  requestId: string;
  traceId: string | undefined;
  /** Milliseconds since the epoch; 0 until something that knows it was seen. */
  startedAt: number;
  /** Undefined until its run has ended. */
  end: RunEnd | undefined;
  /** Containers tried, exchanges with workers, and those of them that the I/O log was told of while it was on. */
  attempts: number;
  exchanges: number;
  loggedExchanges: number;
  /** Lines `solve.finished`, and spans of the run. */
  lines: number;
  spans: number;
}

/** How a run ended, and where it must have left a trace. */
export interface RunEnd {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** `OK`, or the code of its error. */
  readonly code: string;
  /** It came to the stage that keeps jobs. */
  readonly hasRow: boolean;
  /** The level of the log lets its line through. */
  readonly hasLine: boolean;
  /** Spans are recorded. */
  readonly hasSpan: boolean;
}

export function newRun(jobId: string): SeenRun {
  return {
    jobId,
    requestId: '',
    traceId: undefined,
    startedAt: 0,
    end: undefined,
    attempts: 0,
    exchanges: 0,
    loggedExchanges: 0,
    lines: 0,
    spans: 0,
  };
}
