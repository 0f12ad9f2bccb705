import {
  containerOfProvider,
  type ExchangeEvent,
  type GlassgateError,
  type LlmAnswer,
  type LlmRequest,
  type LlmTarget,
  type StageCall,
  type TransportFailure,
  transportFailures,
} from 'glassgate/plugin-api';

export type ProxyCall = StageCall<{ readonly request: LlmRequest; readonly target: LlmTarget }>;

export interface Ended {
  readonly answer?: LlmAnswer;
  readonly error?: GlassgateError;
}

/** A request to a provider for the I/O log: what was asked, and of the answer how it came, not what it said. */
export function exchangeEvent(
  call: ProxyCall,
  { answer, error, startedAt }: Ended & { readonly startedAt: number },
): ExchangeEvent {
  const { request, target } = call.values;
  const { journal, span } = call;
  return {
    containerId: containerOfProvider(target.providerId),
    requestId: call.requestId,
    runId: journal.runId,
    stage: call.stage,
    attempt: call.attempt,
    tryNumber: 1,
    traceId: journal.traceId,
    spanId: span?.spanId,
    journal,
    method: request.method,
    path: target.target,
    url: target.baseUrl + target.target,
    startedAt: new Date(performance.timeOrigin + startedAt),
    durationMs: performance.now() - startedAt,
    ...(answer !== undefined && { firstByteMs: answer.firstByteMs, replyBytes: answer.bytes }),
    status: answer?.status ?? null,
    requestBody: request.json ?? null,
    replyBody:
      answer === undefined
        ? null
        : { outcome: answer.outcome, bytes: answer.bytes, ttfb_ms: Math.round(answer.firstByteMs) },
    error: error?.message ?? null,
    failure: error === undefined ? null : failureOf(error),
  };
}

function failureOf({ kind, details }: GlassgateError): TransportFailure | 'canceled' {
  if (kind === 'canceled') return 'canceled';
  return transportFailures.find((name) => name === details['transport']) ?? 'other';
}
