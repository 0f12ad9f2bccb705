import type { ErrorCode } from './error.ts';
import type { Note } from './note.ts';

export const stageOutcomes = ['ok', 'reject', 'error', 'canceled'] as const;

/** `reject`: we said no (client's fault, or busy). `error`: something failed. `canceled`: the client left. */
export type StageOutcome = (typeof stageOutcomes)[number];

/** One run of one stage. */
export interface TimelineEntry {
  readonly stage: string;
  readonly attempt: number;
  /** Milliseconds from the start of the request to the start of this stage. */
  readonly startMs: number;
  /** Milliseconds spent in the stage itself, without the stages after it. */
  readonly selfMs: number;
  /** `undefined` while the stage is still running. */
  readonly outcome: StageOutcome | undefined;
  readonly code?: ErrorCode;
}

/** One candidate of a decision, and why it was taken or passed over. */
export interface Consideration {
  readonly id: string;
  readonly verdict: 'chosen' | 'passed_over';
  /** A short phrase: `busy`, `locked by 'r1'`, `not allowed`, `lost round-robin`. */
  readonly reason: string;
}

/** What a stage chose, from what, and why: data, so that nobody has to ask "why did it go there?". */
export interface Decision {
  /** What was chosen: `container`, `profile`, `chat` … */
  readonly subject: string;
  /** The id of the choice; null when nothing was left. */
  readonly chosen: string | null;
  readonly reason: string;
  readonly considered: readonly Consideration[];
  /** How many candidates there were by state, when listing all would cost too much. */
  readonly counts?: Readonly<Record<string, number>>;
}

export interface RecordedDecision extends Decision {
  readonly stage: string;
  readonly attempt: number;
  readonly atMs: number;
}

/** What is known of one request so far. Filled by the core and by the stages; readable at any time. */
export interface Journal {
  /** Unique per run of a chain (a UUID), unlike the request id, which clients choose. */
  readonly runId: string;
  readonly requestId: string;
  readonly chain: string;
  readonly startedAt: Date;
  /** Trace id of the request, 32 hex digits; undefined without tracing. */
  readonly traceId: string | undefined;
  /** Span of the whole run, 16 hex digits. */
  readonly spanId?: string | undefined;
  /** Its spans are made, and not only their ids. */
  readonly isRecorded?: boolean | undefined;
  readonly decisions: readonly RecordedDecision[];
  timeline(): readonly TimelineEntry[];
  /** Every value noted under `note`, oldest first. */
  all<T>(note: Note<T>): readonly T[];
  /** The newest value noted under `note`. */
  latest<T>(note: Note<T>): T | undefined;
}
