import type { GlassgateError } from '../plugin-api/error.ts';
import type { ExchangeEvent, ExchangeReply, ExchangeRequest } from '../plugin-api/exchange.ts';
import type { ExchangeProbe } from './probe.ts';
import type { Arrival } from './reply-collector.ts';

/** What went over the wire. */
interface Wire {
  /** As `performance.now()` counts. */
  readonly start: number;
  readonly sentBody: string | undefined;
  readonly arrival: Arrival;
}

export interface ExchangeStory {
  readonly request: ExchangeRequest;
  readonly probe: ExchangeProbe;
  /** Without credentials. */
  readonly url: string;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly wire: Wire;
  readonly reply: ExchangeReply | undefined;
  readonly error: GlassgateError | undefined;
  readonly failure: ExchangeEvent['failure'];
}

/** What observers are told of an exchange. */
export function exchangeEvent(story: ExchangeStory): ExchangeEvent {
  const { request, probe, url, reply, error, failure } = story;
  const { call } = request;
  return {
    containerId: request.container.id,
    requestId: call?.requestId ?? null,
    runId: call?.journal.runId ?? null,
    stage: call?.stage ?? null,
    attempt: call?.attempt ?? null,
    tryNumber: request.tryNumber ?? 1,
    maxTries: request.maxTries ?? 1,
    traceId: probe.traceId,
    spanId: probe.spanId,
    isSampled: probe.isSampled ?? false,
    ...(call !== undefined && { journal: call.journal }),
    method: request.method,
    path: request.path,
    url,
    startedAt: story.startedAt,
    durationMs: story.durationMs,
    ...wireFields(story.wire),
    status: reply?.status ?? null,
    requestBody: request.body ?? null,
    replyBody: reply?.body ?? null,
    error: error?.message ?? null,
    failure,
  };
}

function wireFields({ start, sentBody = '', arrival: { firstByteAt, bytes } }: Wire) {
  const firstByteMs = firstByteAt === undefined ? undefined : firstByteAt - start;
  return { firstByteMs, requestBytes: Buffer.byteLength(sentBody), replyBytes: bytes };
}
