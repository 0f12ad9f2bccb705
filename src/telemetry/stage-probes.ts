import { type Attributes, type Context, context, type Span, type Tracer } from '@opentelemetry/api';
import type { Logger } from 'pino';
import type { StageProbe, StageResult } from '../kernel/instruments.ts';
import type { RecordedDecision } from '../plugin-api/journal.ts';
import type { ChildSpan, OpenChildSpan, StepName } from '../plugin-api/stage.ts';
import type { SpanAttributes, SpanReference } from '../plugin-api/traces.ts';
import { withinChild } from './child-spans.ts';
import {
  addDecision,
  annotate,
  closeStageSpan,
  linkTo,
  logDecision,
  logFailure,
  openStageSpan,
} from './run-spans.ts';
import { withoutGenAi } from './semconv-genai.ts';
import type { SpanFeatures } from './span-features.ts';
import { referenceTo } from './span-reference.ts';
import type { StageMetrics } from './stage-metrics.ts';
import type { StageStarts } from './stage-starts.ts';
import { tellStep } from './steps.ts';

/** What the stages of one run have in common. */
export interface StageSurroundings {
  readonly chain: string;
  readonly tracer: Tracer;
  readonly features: SpanFeatures;
  readonly metrics: StageMetrics;
  readonly starts: StageStarts;
  /** What the span of every stage says. */
  readonly attributes: Attributes;
}

interface StageStart {
  readonly stage: string;
  readonly attempt: number;
}

// Classes, not objects with functions in them: a request has one for each stage, and an object with a getter of
// its own is thirty times as much to make.

/** Follows a stage with a span, a metric and what it says. */
export class TracedStage implements StageProbe {
  readonly #surroundings: StageSurroundings;
  readonly #start: StageStart;
  readonly #span: Span;
  readonly #active: Context;

  constructor(surroundings: StageSurroundings, start: StageStart) {
    this.#surroundings = surroundings;
    this.#start = start;
    surroundings.metrics.stageStarted(surroundings.chain, start.stage);
    const { tracer, starts, attributes } = surroundings;
    const { span, active } = openStageSpan(tracer, starts.of(start.stage, start.attempt), attributes);
    this.#span = span;
    this.#active = active;
  }

  within<T>(body: () => T): T {
    return context.with(this.#active, body);
  }

  get span(): SpanReference | undefined {
    return referenceTo(this.#span);
  }

  decided(decision: RecordedDecision, log: Logger | undefined): void {
    const { events } = this.#surroundings.features;
    if (events !== 'logs') addDecision(this.#span, decision);
    if (log !== undefined && events !== 'span') logDecision(log, decision);
  }

  stepped(name: StepName, fields: SpanAttributes, log: Logger | undefined): void {
    tellStep(this.#span, { name, fields }, { events: this.#surroundings.features.events, log });
  }

  child<T>(child: ChildSpan, body: (span: OpenChildSpan) => Promise<T>): Promise<T> {
    const { tracer, features } = this.#surroundings;
    return withinChild({ tracer, genAi: features.genAi }, child, body);
  }

  linked(to: SpanReference, attributes: SpanAttributes | undefined): void {
    linkTo(this.#span, to, attributes);
  }

  annotated(attributes: SpanAttributes): void {
    annotate(this.#span, withoutGenAi(attributes, this.#surroundings.features.genAi));
  }

  end(result: StageResult, log?: Logger): void {
    const { chain, metrics, features } = this.#surroundings;
    metrics.stageEnded({ chain, stage: this.#start.stage }, result, this.#span);
    if (log !== undefined) this.within(() => logFailure(log, this.#start, result));
    closeStageSpan(this.#span, result, features);
  }
}

const unread: OpenChildSpan = { annotate: () => undefined };

/** Nobody will read the trace, so the run alone stands for its stages: what happens in them is counted and logged. */
export class UnreadStage implements StageProbe {
  readonly #surroundings: StageSurroundings;
  readonly #start: StageStart;
  readonly #run: Span;

  constructor(surroundings: StageSurroundings, start: StageStart, run: Span) {
    this.#surroundings = surroundings;
    this.#start = start;
    this.#run = run;
    surroundings.metrics.stageStarted(surroundings.chain, start.stage);
  }

  within<T>(body: () => T): T {
    return body();
  }

  get span(): SpanReference | undefined {
    return referenceTo(this.#run);
  }

  decided(decision: RecordedDecision, log: Logger | undefined): void {
    if (log !== undefined && this.#surroundings.features.events !== 'span') logDecision(log, decision);
  }

  stepped(name: StepName, fields: SpanAttributes, log: Logger | undefined): void {
    tellStep(this.#run, { name, fields }, { events: this.#surroundings.features.events, log });
  }

  child<T>(_child: ChildSpan, body: (span: OpenChildSpan) => Promise<T>): Promise<T> {
    return body(unread);
  }

  linked(): void {}

  annotated(): void {}

  end(result: StageResult, log?: Logger): void {
    const { chain, metrics } = this.#surroundings;
    metrics.stageEnded({ chain, stage: this.#start.stage }, result, this.#run);
    if (log !== undefined) logFailure(log, this.#start, result);
  }
}
