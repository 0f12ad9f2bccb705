import { type Context, context, type Span, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import type { RunResult, StageResult } from '../kernel/instruments.ts';
import { type ErrorCode, errorCodes } from '../plugin-api/error.ts';
import type { RecordedDecision } from '../plugin-api/journal.ts';
import { exceptionAttributes, knownCode } from './error-attributes.ts';
import { maskUserinfo } from './mask-secrets.ts';

const maxConsidered = 64;

export interface OpenSpan {
  readonly span: Span;
  /** The context in which the span is active. */
  readonly active: Context;
}

/** Opens a span below whatever span is active now. */
function openSpan(tracer: Tracer, name: string, attributes: Record<string, string | number>): OpenSpan {
  const parent = context.active();
  const span = tracer.startSpan(name, { attributes }, parent);
  return { span, active: trace.setSpan(parent, span) };
}

export interface RunInfo {
  readonly chain: string;
  readonly requestId: string;
  readonly runId: string;
}

export function openRunSpan(tracer: Tracer, { chain, requestId, runId }: RunInfo): OpenSpan {
  return openSpan(tracer, `glassgate.${chain}`, {
    'glassgate.request.id': requestId,
    'glassgate.job.id': runId,
  });
}

export interface StageInfo {
  readonly stage: string;
  readonly attempt: number;
  readonly requestId: string;
}

export function openStageSpan(tracer: Tracer, { stage, attempt, requestId }: StageInfo): OpenSpan {
  return openSpan(tracer, `stage ${stage}`, {
    'glassgate.stage.name': stage,
    'glassgate.stage.attempt': attempt,
    'glassgate.request.id': requestId,
  });
}

export function closeStageSpan(span: Span, { outcome, error, thrownHere }: StageResult): void {
  if (error !== undefined && span.isRecording()) {
    const code = knownCode(error.code);
    span.setAttribute('error.type', code);
    if (outcome !== 'canceled') span.setStatus({ code: SpanStatusCode.ERROR, message: code });
    // A refusal is no bug: nobody needs its stack, and a busy pool refuses often.
    if (thrownHere)
      span.addEvent('exception', exceptionAttributes(error, { withStack: outcome === 'error' }));
  }
  span.end();
}

export function closeRunSpan(span: Span, { attempts, code }: RunResult): void {
  if (span.isRecording()) {
    span.setAttribute('glassgate.attempts', attempts);
    span.setAttribute('glassgate.result.code', code ?? 'OK');
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
  span.addEvent('glassgate.decision', {
    subject,
    ...(chosen !== null && { chosen }),
    reason: maskUserinfo(reason),
    considered: considered.slice(0, maxConsidered).map(({ id, reason: why }) => maskUserinfo(`${id}=${why}`)),
    ...(counts !== undefined && {
      counts: Object.entries(counts).map(([state, count]) => `${state}=${count}`),
    }),
  });
}
