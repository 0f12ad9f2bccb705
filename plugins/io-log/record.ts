import {
  type ExchangeEvent,
  exchangeOutcomeOf,
  hidePasswordOf,
  notes,
  operationOf,
} from 'glassgate/plugin-api';
import { type SanitiseRules, sanitiseBody } from './sanitise.ts';

/** Version of the record: docs/io-log.schema.json describes it. */
const schemaVersion = 1;

export interface NumberedEvent {
  readonly event: ExchangeEvent;
  /** Counts the records of one container in this process: a gap is a loss. */
  readonly seq: number;
}

/** One exchange as one line of JSON, with its newline. */
export function toLine({ event, seq }: NumberedEvent, rules: SanitiseRules): string {
  const plain = (text: string) => rules.redactor.head(text, rules.maxFieldChars).text;
  const record = {
    v: schemaVersion,
    ts: event.startedAt.toISOString().replace('Z', '000+00:00'),
    seq,
    container_id: event.containerId,
    operation: operationOf(event.path),
    request_id: event.requestId,
    method: event.method,
    path: plain(event.path),
    url: plain(event.url),
    status_code: event.status,
    outcome: exchangeOutcomeOf(event),
    duration_ms: Math.round(event.durationMs),
    error: event.error === null ? null : plain(event.error),
    request: sanitiseBody(event.requestBody, rules),
    response: sanitiseBody(event.replyBody, rules),
    job_id: event.runId,
    profile_id: event.journal?.latest(notes.profile)?.profileId ?? null,
    stage: event.stage,
    attempt: event.attempt,
    try: event.tryNumber,
    trace_id: event.traceId ?? null,
    span_id: event.spanId ?? null,
    sampled: event.isSampled ?? false,
  };
  return `${JSON.stringify(hidePasswordOf(hiddenProxyOf(event, rules), record))}\n`;
}

/** The proxy as the worker was told of it, with its password, unless the log is to show secrets. */
function hiddenProxyOf({ requestBody }: ExchangeEvent, { redactor }: SanitiseRules): string | undefined {
  if (typeof requestBody !== 'object' || requestBody === null) return undefined;
  const proxy: unknown = Reflect.get(requestBody, 'socks');
  return typeof proxy === 'string' && redactor.text(proxy) !== proxy ? proxy : undefined;
}
