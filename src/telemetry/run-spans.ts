import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  type Span,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { Logger } from 'pino';
import type { RunResult, RunStart, StageResult } from '../kernel/instruments.ts';
import { type ErrorCode, errorCodes } from '../plugin-api/error.ts';
import type { RecordedDecision } from '../plugin-api/journal.ts';
import type { SpanAttributes, SpanReference } from '../plugin-api/traces.ts';
import { exceptionAttributes, knownCode } from './error-attributes.ts';
import { LeanSpan } from './lean-span.ts';
import { type RequestIds, requestIds } from './log-context.ts';
import { shownId, shownText } from './shown-text.ts';
import type { SpanFeatures } from './span-features.ts';
import type { StageBeginning } from './stage-starts.ts';

const maxConsidered = 64;

export interface OpenSpan {
  readonly span: Span;
  /** The context in which the span is active. */
  readonly active: Context;
}

/** Opens a span below whatever span is active now. */
function openSpan(tracer: Tracer, name: string, attributes: Attributes): OpenSpan {
  const parent = context.active();
  const span = tracer.startSpan(name, { attributes }, parent);
  return { span, active: trace.setSpan(parent, span) };
}

export function openRunSpan(tracer: Tracer, { chain, requestId, runId, attributes }: RunStart): OpenSpan {
  const { span, active } = openSpan(tracer, `glassgate.${chain}`, {
    ...(attributes as Attributes | undefined),
    'glassgate.request.id': shownId(requestId),
    'glassgate.job.id': runId,
  });
  return { span, active: active.setValue(requestIds, { requestId, runId } satisfies RequestIds) };
}

/** `attributes` are those of all stages of the run. */
export function openStageSpan(
  tracer: Tracer,
  { name, given }: StageBeginning,
  attributes: Attributes,
): OpenSpan {
  const opened = openSpan(tracer, name, given);
  opened.span.setAttributes(attributes);
  return opened;
}

export function closeStageSpan(
  span: Span,
  { outcome, error, thrownHere }: StageResult,
  { events }: Pick<SpanFeatures, 'events'>,
): void {
  if (error !== undefined && span.isRecording()) {
    const code = knownCode(error.code);
    span.setAttribute('error.type', code);
    if (outcome !== 'canceled') span.setStatus({ code: SpanStatusCode.ERROR, message: code });
    // A refusal is no bug: nobody needs its stack, and a busy pool refuses often.
    if (thrownHere && events !== 'logs')
      span.addEvent('exception', exceptionAttributes(error, { withStack: outcome === 'error' }));
  }
  span.end();
}

export interface ClosedRun extends Pick<RunResult, 'attempts' | 'code'> {
  /** What the run took beside the work of workers. */
  readonly overheadMs: number;
}

export function closeRunSpan(span: Span, { attempts, code, overheadMs }: ClosedRun): void {
  if (span.isRecording()) {
    span.setAttributes({
      'glassgate.overhead_ms': Math.round(overheadMs * 1000) / 1000,
      'glassgate.attempts': attempts,
      'glassgate.result.code': code ?? 'OK',
    });
    if (code !== undefined) {
      span.setAttribute('error.type', code);
      if (isOurTrouble(code)) span.setStatus({ code: SpanStatusCode.ERROR, message: code });
    }
  }
  span.end();
}

/** False when the client's own doing ended the run. */
function isOurTrouble(code: ErrorCode): boolean {
  const { kind } = errorCodes[knownCode(code)];
  return kind !== 'client' && kind !== 'canceled';
}

export function addDecision(
  span: Span,
  { subject, chosen, reason, considered, counts }: RecordedDecision,
): void {
  if (!span.isRecording()) return;
  // Our own spans are looked through when they are encoded; a stranger's SDK may look at nothing.
  const shown = span instanceof LeanSpan ? asItIs : shownReason;
  const attributes: Attributes = { subject, reason: shown(reason) };
  if (chosen !== null) attributes['chosen'] = chosen;
  const [first] = considered;
  const isOnlyChoice = considered.length === 1 && first?.id === chosen && first.reason === reason;
  if (!isOnlyChoice)
    attributes['considered'] = considered.slice(0, maxConsidered).map((each) => shown(asText(each)));
  if (counts !== undefined) {
    attributes['counts'] = Object.entries(counts).map(([state, count]) => `${state}=${count}`);
  }
  span.addEvent('glassgate.decision', attributes);
}

function asItIs(text: string): string {
  return text;
}

function shownReason(text: string): string {
  return shownText('', text);
}

function asText({ id, reason }: { readonly id: string; readonly reason: string }): string {
  return `${id}=${reason}`;
}

/** The same as a line, found by the trace id that every line of a request has. */
export function logDecision(
  log: Logger,
  { stage, attempt, subject, chosen, reason }: RecordedDecision,
): void {
  if (!log.isLevelEnabled('debug')) return;
  log.debug({ event: 'glassgate.decision', stage, attempt, subject, chosen, reason }, 'decision made');
}

/** One line at the stage that threw: those around it only pass the error on. */
export function logFailure(
  log: Logger,
  { stage, attempt }: { readonly stage: string; readonly attempt: number },
  { outcome, error, thrownHere }: StageResult,
): void {
  if (error === undefined || !thrownHere || !log.isLevelEnabled('debug')) return;
  const { code, kind, message } = error;
  // `solve.finished` tells of the same failure at the level that it deserves.
  log.debug(
    {
      event: 'stage.failed',
      ...{ stage, attempt, outcome, code: knownCode(code), error: message },
      ...exceptionAttributes(error, { withStack: kind === 'internal' }),
    },
    'stage failed',
  );
}

export function linkTo(span: Span, to: SpanReference, attributes: SpanAttributes | undefined): void {
  const context = { traceId: to.traceId, spanId: to.spanId, traceFlags: TraceFlags.SAMPLED };
  if (!isSpanContextValid(context)) return;
  span.addLink({ context, ...(attributes !== undefined && { attributes: { ...attributes } as Attributes }) });
}

export function annotate(span: Span, attributes: SpanAttributes): void {
  // The API's type of arrays is a mutable one; nobody changes them.
  if (span.isRecording()) span.setAttributes(attributes as Attributes);
}
