import type { ErrorCode } from '../plugin-api/error.ts';
import type {
  Decision,
  Journal,
  RecordedDecision,
  StageOutcome,
  TimelineEntry,
} from '../plugin-api/journal.ts';
import type { Note } from '../plugin-api/note.ts';
import { Stopwatch } from './stopwatch.ts';

/** One line of the timeline while it is being written. */
export interface OpenEntry {
  readonly stage: string;
  readonly attempt: number;
  readonly watch: Stopwatch;
  outcome: StageOutcome | undefined;
  code: ErrorCode | undefined;
}

interface Noted {
  readonly id: string;
  readonly value: unknown;
}

/** The books of one run: the kernel writes them, everybody may read them through `Journal`. */
export class RunJournal implements Journal {
  readonly runId: string;
  readonly requestId: string;
  readonly chain: string;
  readonly startedAt: Date;
  readonly decisions: RecordedDecision[] = [];
  traceId: string | undefined;
  spanId: string | undefined;
  isRecorded: boolean | undefined;
  readonly #arrivedAt: number;
  readonly #entries: OpenEntry[] = [];
  readonly #notes: Noted[] = [];

  constructor(identity: { runId: string; requestId: string; chain: string; arrivedAt: number }) {
    this.runId = identity.runId;
    this.requestId = identity.requestId;
    this.chain = identity.chain;
    this.#arrivedAt = identity.arrivedAt;
    this.startedAt = new Date(performance.timeOrigin + identity.arrivedAt);
  }

  open(stage: string, attempt: number): OpenEntry {
    const entry = { stage, attempt, watch: new Stopwatch(), outcome: undefined, code: undefined };
    this.#entries.push(entry);
    return entry;
  }

  decide(decision: Decision, { stage, attempt }: { stage: string; attempt: number }): RecordedDecision {
    const recorded = { ...decision, stage, attempt, atMs: this.elapsedMs() };
    this.decisions.push(recorded);
    return recorded;
  }

  note<T>(note: Note<T>, value: T): void {
    this.#notes.push({ id: note.id, value });
  }

  /** A place in the notes; `latestSince` reads only what was noted after it. */
  get mark(): number {
    return this.#notes.length;
  }

  latestSince<T>(note: Note<T>, mark: number): T | undefined {
    const found = this.#notes.findLastIndex(({ id }) => id === note.id);
    return found >= mark ? (this.#notes[found]?.value as T | undefined) : undefined;
  }

  latest<T>(note: Note<T>): T | undefined {
    return this.latestSince(note, 0);
  }

  all<T>(note: Note<T>): readonly T[] {
    return this.#notes.filter(({ id }) => id === note.id).map(({ value }) => value as T);
  }

  elapsedMs(now: number = performance.now()): number {
    return now - this.#arrivedAt;
  }

  selfMs(): number {
    return this.#entries.reduce((sum, entry) => sum + entry.watch.selfMs(), 0);
  }

  timeline(): readonly TimelineEntry[] {
    return this.#entries.map(({ stage, attempt, watch, outcome, code }) => ({
      stage,
      attempt,
      startMs: this.elapsedMs(watch.startedAt),
      selfMs: watch.selfMs(),
      outcome,
      ...(code !== undefined && { code }),
    }));
  }
}
