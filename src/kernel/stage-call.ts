import type { Logger } from 'pino';
import type { Decision, Journal } from '../plugin-api/journal.ts';
import type { Note } from '../plugin-api/note.ts';
import type { ChildSpan, OpenChildSpan, StageCall, StepName } from '../plugin-api/stage.ts';
import type { SpanAttributes, SpanReference } from '../plugin-api/traces.ts';
import type { StageProbe } from './instruments.ts';
import type { RunState } from './run-state.ts';

/** What one stage sees of the run it works for. */
export class RunningStageCall implements StageCall<Readonly<Record<string, unknown>>> {
  readonly stage: string;
  readonly attempt: number;
  readonly values: Readonly<Record<string, unknown>>;
  readonly #run: RunState;
  readonly #probe: StageProbe;
  #log: Logger | undefined;

  constructor(
    run: RunState,
    probe: StageProbe,
    stage: { name: string; attempt: number; values: Readonly<Record<string, unknown>> },
  ) {
    this.#run = run;
    this.#probe = probe;
    this.stage = stage.name;
    this.attempt = stage.attempt;
    this.values = stage.values;
  }

  get requestId(): string {
    return this.#run.journal.requestId;
  }

  get chain(): string {
    return this.#run.journal.chain;
  }

  get signal(): AbortSignal {
    return this.#run.signal;
  }

  get journal(): Journal {
    return this.#run.journal;
  }

  // Most stages of most requests log nothing, so the child is made when it is first asked for.
  get log(): Logger {
    this.#log ??= this.#run.log.child({ stage: this.stage, attempt: this.attempt });
    return this.#log;
  }

  decide(decision: Decision): void {
    const { journal, logsSteps } = this.#run;
    this.#probe.decided(journal.decide(decision, this), logsSteps ? this.#run.log : undefined);
  }

  get span(): SpanReference | undefined {
    return this.#probe.span;
  }

  link(to: SpanReference, attributes?: SpanAttributes): void {
    this.#probe.linked(to, attributes);
  }

  annotate(attributes: SpanAttributes): void {
    this.#probe.annotated(attributes);
  }

  annotateRun(attributes: SpanAttributes): void {
    this.#run.probe.annotated(attributes);
  }

  event(name: StepName, fields: SpanAttributes = {}): void {
    this.#probe.stepped(name, fields, this.#run.logsSteps ? this.log : undefined);
  }

  within<T>(child: ChildSpan, body: (span: OpenChildSpan) => Promise<T>): Promise<T> {
    return this.#probe.child(child, body);
  }

  note<T>(note: Note<T>, value: T): void {
    this.#run.journal.note(note, value);
  }
}
