import type { GlassgateError } from './error.ts';
import type { ExchangeEvent } from './exchange.ts';
import type { Journal } from './journal.ts';
import type { Note } from './note.ts';
import type { Slot } from './slot.ts';

/** One `next()` call of a reentrant stage. */
export interface AttemptEvent {
  readonly stage: string;
  /** From 1, counted over the whole request. */
  readonly attempt: number;
  readonly journal: Journal;
  /** What the reentrant stage handed down for this attempt. */
  read<T>(slot: Slot<T>): T | undefined;
  /** The newest value noted during this attempt. */
  noted<T>(note: Note<T>): T | undefined;
}

export interface AttemptEndedEvent extends AttemptEvent {
  /** What the rest of the chain answered; undefined when it failed. */
  readonly answer: unknown;
  readonly error: GlassgateError | undefined;
}

export interface RunEndedEvent {
  readonly journal: Journal;
  /** From the arrival of the request to the end of its answer. */
  readonly totalMs: number;
  /** What no stage accounts for: `totalMs` minus the self times. */
  readonly unaccountedMs: number;
  /** What it took beside the work of workers. */
  readonly overheadMs?: number | undefined;
  readonly error: GlassgateError | undefined;
}

/**
 * Things a plugin may watch but not change. Calls are synchronous and must be quick; what an observer
 * throws is counted (`glassgate_observer_errors_total`) and otherwise ignored.
 */
export interface Observers {
  readonly exchange?: (event: ExchangeEvent) => void;
  readonly attemptStarted?: (event: AttemptEvent) => void;
  /** Told for every attempt that was started, whatever happened to it. */
  readonly attemptEnded?: (event: AttemptEndedEvent) => void;
  readonly runEnded?: (event: RunEndedEvent) => void;
}
