import type { Logger } from 'pino';
import type { ErrorCode, GlassgateError } from '../plugin-api/error.ts';
import type { RecordedDecision, StageOutcome } from '../plugin-api/journal.ts';
import type { ChildSpan, OpenChildSpan, StepName } from '../plugin-api/stage.ts';
import type { SpanAttributes, SpanReference } from '../plugin-api/traces.ts';

export interface StageResult {
  readonly outcome: StageOutcome;
  readonly selfMs: number;
  readonly error: GlassgateError | undefined;
  /** True at the stage that threw the error first, false where it only passes through. */
  readonly thrownHere: boolean;
}

export interface RunStart {
  readonly chain: string;
  readonly requestId: string;
  readonly runId: string;
  readonly attributes?: SpanAttributes | undefined;
}

export interface RunResult {
  readonly totalMs: number;
  readonly unaccountedMs: number;
  readonly attempts: number;
  readonly code: ErrorCode | undefined;
  readonly outcome: StageOutcome;
}

/** Watches one run of one stage. */
export interface StageProbe {
  /** Run `body` with the stage's span active. */
  within<T>(body: () => T): T;
  /** Undefined without tracing. */
  readonly span: SpanReference | undefined;
  /** `log` belongs to the run; undefined when it does not show single steps. */
  decided(decision: RecordedDecision, log: Logger | undefined): void;
  linked(to: SpanReference, attributes: SpanAttributes | undefined): void;
  annotated(attributes: SpanAttributes): void;
  /** `log` as for `decided`. */
  stepped(name: StepName, fields: SpanAttributes, log: Logger | undefined): void;
  child<T>(child: ChildSpan, body: (span: OpenChildSpan) => Promise<T>): Promise<T>;
  /** `log` as for `decided`. */
  end(result: StageResult, log?: Logger | undefined): void;
}

/** Watches one run of a chain. */
export interface RunProbe {
  readonly traceId: string | undefined;
  readonly spanId?: string | undefined;
  readonly isRecorded?: boolean | undefined;
  within<T>(body: () => T): T;
  annotated(attributes: SpanAttributes): void;
  /** A probe below whatever span is active now. */
  stage(info: { readonly stage: string; readonly attempt: number }): StageProbe;
  /** Returns the milliseconds that it took beside the work of workers; undefined where nobody measures them. */
  end(result: RunResult): number | undefined;
}

/** What the kernel tells the telemetry: a port, so that the kernel knows no SDK. */
export interface Instruments {
  /** A chain exists: what is told of it from now on starts at zero. */
  chainBuilt(chain: string, stages: readonly string[]): void;
  run(info: RunStart): RunProbe;
  observerFailed(plugin: string, error: unknown): void;
}
