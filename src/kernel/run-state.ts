import type { Logger } from 'pino';
import type { GlassgateError } from '../plugin-api/error.ts';
import { Abandonment } from './abandonment.ts';
import type { RunProbe } from './instruments.ts';
import type { ObserverHub } from './observer-hub.ts';
import type { RunJournal } from './run-journal.ts';

/** Slot values by slot id. Each stage that adds slots hands a grown copy down. */
export type Bag = Readonly<Record<string, unknown>>;

/** What all stages of one run share. */
export interface RunState {
  readonly journal: RunJournal;
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** Whether decisions and failures of stages are lines of the log. */
  readonly logsSteps: boolean;
  readonly probe: RunProbe;
  readonly observers: ObserverHub;
  /** Attempts made so far by each reentrant stage, by its place in the chain. */
  readonly attempts: number[];
  readonly abandonment: Abandonment;
  /** The error that a stage threw and that stages above are passing on. */
  passing: GlassgateError | undefined;
}

type RunStart = Pick<RunState, 'journal' | 'signal' | 'probe' | 'observers' | 'log'>;

/** A run that has just begun. */
export class OpenRun implements RunState {
  readonly journal: RunJournal;
  readonly signal: AbortSignal;
  readonly probe: RunProbe;
  readonly observers: ObserverHub;
  readonly logsSteps: boolean;
  readonly attempts: number[] = [];
  readonly abandonment = new Abandonment();
  passing: GlassgateError | undefined;
  readonly #gatewayLog: Logger;
  #log: Logger | undefined;

  constructor({ journal, signal, probe, observers, log }: RunStart) {
    this.journal = journal;
    this.signal = signal;
    this.probe = probe;
    this.observers = observers;
    this.logsSteps = log.isLevelEnabled('debug');
    this.#gatewayLog = log;
  }

  // Few requests log anything: the child is made when it is first asked for.
  get log(): Logger {
    const { requestId, runId } = this.journal;
    this.#log ??= this.#gatewayLog.child({ request_id: requestId, job_id: runId });
    return this.#log;
  }
}
