import type { ExchangeEvent } from 'glassgate/plugin-api';
import { type SanitiseRules, sanitiseBody } from './sanitise.ts';

/** One exchange as one line of JSON, with its newline. */
export function toLine(event: ExchangeEvent, rules: SanitiseRules): string {
  const plain = (text: string) => rules.redactor.head(text, rules.maxFieldChars).text;
  const record = {
    ts: event.startedAt.toISOString().replace('Z', '000+00:00'),
    container_id: event.containerId,
    request_id: event.requestId,
    method: event.method,
    path: plain(event.path),
    url: plain(event.url),
    status_code: event.status,
    duration_ms: Math.round(event.durationMs),
    error: event.error === null ? null : plain(event.error),
    request: sanitiseBody(event.requestBody, rules),
    response: sanitiseBody(event.replyBody, rules),
    job_id: event.runId,
    stage: event.stage,
    attempt: event.attempt,
    try: event.tryNumber,
    trace_id: event.traceId ?? null,
    span_id: event.spanId ?? null,
  };
  return `${JSON.stringify(record)}\n`;
}
