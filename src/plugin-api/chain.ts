import type { GlassgateError } from './error.ts';
import type { Journal } from './journal.ts';
import type { SlotMap, SlotValues } from './slot.ts';
import type { AnswerType } from './stage.ts';
import type { SpanAttributes } from './traces.ts';

/** Declares that a plugin starts runs of a chain, what it hands to the first stage, and what it gets back. */
export interface ChainEntry<M extends SlotMap, A> {
  readonly chain: string;
  readonly fills: M;
  readonly answer: AnswerType<A>;
}

/** Define the entry of a chain; list it under `opens` and start runs with `context.chain(entry)`. */
export function defineChain<const M extends SlotMap, A>(entry: ChainEntry<M, A>): ChainEntry<M, A> {
  return entry;
}

export interface RunOptions<M extends SlotMap> {
  readonly requestId: string;
  readonly values: SlotValues<M>;
  /** Aborts the run; `reason` should be a GlassgateError. */
  readonly signal: AbortSignal;
  /** `performance.now()` at the arrival of the request. */
  readonly arrivedAt: number;
  /** Longest life of the run in milliseconds; DEADLINE_EXCEEDED after it. */
  readonly deadlineMs: number;
  /** Of the span of the run, from its start. */
  readonly attributes?: SpanAttributes;
}

export interface Run<A> {
  readonly journal: Journal;
  /** Settles when the chain has answered; rejects with a GlassgateError only. */
  readonly answer: Promise<A>;
  /** Add attributes to the span of the run, until `end`. */
  annotate(attributes: SpanAttributes): void;
  /**
   * Call once, when the answer has left the gateway: closes the books of the run and returns its total
   * in milliseconds. `refused` is why its opener could not pass on what the chain answered: the run failed then.
   */
  end(refused?: GlassgateError): number;
}

/** Starts runs of one chain. */
export type StartRun<M extends SlotMap, A> = (options: RunOptions<M>) => Run<A>;
