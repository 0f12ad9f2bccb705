import type { Logger } from 'pino';
import type { Decision, Journal } from './journal.ts';
import type { LogEventName } from './log-events.ts';
import type { Note } from './note.ts';
import type { ChildSpanSpec } from './spans.ts';
import type { SpanAttributes, SpanReference } from './traces.ts';

/** An event of the list in log-events.ts, or one of a plugin of others. */
export type StepName = LogEventName | `plugin.${string}`;

export interface ChildSpan {
  readonly spec: ChildSpanSpec;
  /** Follows the name of the spec: a model of the configuration, say. Never an id, nor text of a client. */
  readonly suffix?: string | undefined;
  /** What is known at the start. */
  readonly attributes?: SpanAttributes;
}

export interface OpenChildSpan {
  annotate(attributes: SpanAttributes): void;
}

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
  /**
   * Add attributes to the span of this stage. Ids belong here and nowhere in metrics; secrets are masked. The object
   * is kept as it is: do not change it afterwards.
   */
  annotate(attributes: SpanAttributes): void;
  /** Add attributes to the span of the whole run, under the same rules. */
  annotateRun(attributes: SpanAttributes): void;
  /**
   * Tell of one step of the work: an event `glassgate.<name>` of this stage's span and a line at level `debug`,
   * as `otel.events` says. Fields are in snake_case; ids may be among them, contents may not.
   */
  event(name: StepName, fields?: SpanAttributes): void;
  /**
   * Do `body` inside a span of its own, below that of the stage: for work that is more than one exchange. It is
   * an error span when `body` throws. Exchanges in it become its children.
   */
  within<T>(child: ChildSpan, body: (span: OpenChildSpan) => Promise<T>): Promise<T>;
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
