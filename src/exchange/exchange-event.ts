import type { GlassgateError } from '../plugin-api/error.ts';
import type { ExchangeEvent, ExchangeReply, ExchangeRequest } from '../plugin-api/exchange.ts';
import type { ExchangeProbe } from './probe.ts';

export interface ExchangeStory {
  readonly request: ExchangeRequest;
  readonly probe: ExchangeProbe;
  /** Without credentials. */
  readonly url: string;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly reply: ExchangeReply | undefined;
  readonly error: GlassgateError | undefined;
  readonly failure: ExchangeEvent['failure'];
}

/** What observers are told of an exchange. */
export function exchangeEvent(story: ExchangeStory): ExchangeEvent {
  const { request, probe, url, startedAt, durationMs, reply, error, failure } = story;
  const { call } = request;
  return {
    containerId: request.container.id,
    requestId: call?.requestId ?? null,
    runId: call?.journal.runId ?? null,
    stage: call?.stage ?? null,
    attempt: call?.attempt ?? null,
    tryNumber: request.tryNumber ?? 1,
    traceId: probe.traceId,
    spanId: probe.spanId,
    isSampled: probe.isSampled ?? false,
    ...(call !== undefined && { journal: call.journal }),
    method: request.method,
    path: request.path,
    url,
    startedAt,
    durationMs,
    status: reply?.status ?? null,
    requestBody: request.body ?? null,
    replyBody: reply?.body ?? null,
    error: error?.message ?? null,
    failure,
  };
}
