import type { Logger } from 'pino';
import type { Decision, Journal } from './journal.ts';
import type { Note } from './note.ts';
import type { SpanAttributes, SpanReference } from './traces.ts';

/** What every stage knows of the request it works on. */
export interface CallContext {
  readonly requestId: string;
  readonly chain: string;
  readonly stage: string;
  /** 1 for the first `next()` of the reentrant stage before this one, 2 for the second, … */
  readonly attempt: number;
  /** Aborts when the client leaves, the deadline passes or the gateway stops; `reason` is a GlassgateError. */
  readonly signal: AbortSignal;
  /** Carries request id, trace id, stage and attempt. */
  readonly log: Logger;
  readonly journal: Journal;
  /** Record a choice: it goes to the span, to the job and to the operator. */
  decide(decision: Decision): void;
  /** The span of this stage, for others to link to; undefined without tracing. */
  readonly span: SpanReference | undefined;
  /** Link the span of this stage to one of another request that explains it: who holds the lock, say. */
  link(to: SpanReference, attributes?: SpanAttributes): void;
  /** Add attributes to the span of this stage. Ids belong here and nowhere in metrics; secrets are masked. */
  annotate(attributes: SpanAttributes): void;
  /** Record something found out, for stages above this one. */
  note<T>(note: Note<T>, value: T): void;
}

export interface StageCall<Values> extends CallContext {
  /** What earlier stages put into the slots this plugin needs. */
  readonly values: Values;
}

/** Run the rest of the chain. A plugin that adds slots must hand their values over. */
export type Next<Added, Answer> = keyof Added extends never
  ? () => Promise<Answer>
  : (added: Added) => Promise<Answer>;

/** One layer of the onion: code before and after the rest of the chain. */
export type Stage<Needs, Added, Answer> = (
  call: StageCall<Needs>,
  next: Next<Added, Answer>,
) => Promise<Answer>;

/** A typed name for what a chain answers. Stages of one chain agree on it. */
export interface AnswerType<T> {
  readonly id: string;
  /** Carries the type only. Never set. */
  readonly $type?: T;
}

/** Define an answer type. A stage that only passes the answer on needs none. */
export function defineAnswer<T>(id: string): AnswerType<T> {
  return { id };
}
