import {
  type ExchangeEvent,
  exchangeOutcomeOf,
  hidePasswordOf,
  notes,
  oneLine,
  operationOf,
} from 'glassgate/plugin-api';
import type { TruncationReason } from './metrics.ts';
import { type SanitiseRules, sanitiseBody } from './sanitise.ts';
import { count, type Tally } from './tally.ts';

/** Version of the record: docs/io-log.schema.json describes it. */
const schemaVersion = 1;
const maxRecordBytes = 256 * 1024;
const maxBytesPerChar = 3;

export interface NumberedEvent {
  readonly event: ExchangeEvent;
  /** Counts the records of one container in this process: a gap is a loss. */
  readonly seq: number;
  /** The same for all records of this process, and for no other: milliseconds since 1970 at its start. */
  readonly epoch: number;
}

export interface RecordRules extends SanitiseRules {
  /** Told of a record that is not whole. */
  readonly onTruncated?: ((counts: Truncations) => void) | undefined;
}

type Truncations = Readonly<Partial<{ [R in TruncationReason]: number }>>;

/** One exchange as one line of JSON, with its newline. */
export function toLine(numbered: NumberedEvent, rules: RecordRules): string {
  const { event } = numbered;
  const counted: Counted = { redactions: { counts: undefined }, truncations: { counts: undefined } };
  const proxy = hiddenProxyOf(event, rules);
  const record = rules.redactor.during(
    (rule) => count(counted.redactions, rule),
    () => recordOf(numbered, rules, counted),
  );
  const text = textOf(record, proxy);
  const fitting = isShort(text) ? text : withoutBodies(event, { record, proxy, rules, counted });
  const { counts } = counted.truncations;
  if (counts !== undefined) rules.onTruncated?.(counts);
  return `${fitting}\n`;
}

interface TooLong {
  readonly record: Record;
  readonly proxy: string | undefined;
  readonly rules: SanitiseRules;
  readonly counted: Counted;
}

/** The answer goes first: what was asked says more about a failure. */
function withoutBodies(event: ExchangeEvent, { record, proxy, rules, counted }: TooLong): string {
  let text = textOf(record, proxy);
  for (const [name, body] of [
    ['response', event.replyBody] as const,
    ['request', event.requestBody] as const,
  ]) {
    const shape = rules.redactor.shape(body);
    if (shape === null) continue;
    count(counted.truncations, 'record');
    Object.assign(record, { [name]: shape, truncations: counted.truncations.counts });
    text = textOf(record, proxy);
    if (isShort(text)) return text;
  }
  return text;
}

/** What was done to a record. */
interface Counted {
  readonly redactions: Tally;
  readonly truncations: Tally<TruncationReason>;
}

type Record = ReturnType<typeof recordOf>;

function textOf(record: Record, proxy: string | undefined): string {
  return oneLine(JSON.stringify(hidePasswordOf(proxy, record)));
}

function recordOf({ event, seq, epoch }: NumberedEvent, given: SanitiseRules, counted: Counted) {
  const { journal } = event;
  const { redactor, maxFieldChars, includeBodies } = given;
  const rules = {
    redactor,
    maxFieldChars,
    includeBodies,
    onTruncation: (why: TruncationReason) => count(counted.truncations, why),
  };
  const profile = journal?.latest(notes.profile);
  const chatId = journal?.latest(notes.chat)?.chatId;
  return {
    v: schemaVersion,
    ts: event.startedAt.toISOString().replace('Z', '000+00:00'),
    seq,
    epoch,
    container_id: event.containerId,
    operation: operationOf(event.path),
    request_id: event.requestId,
    method: event.method,
    path: plain(event.path, rules),
    url: plain(event.url, rules),
    status_code: event.status,
    outcome: exchangeOutcomeOf(event),
    duration_ms: Math.round(event.durationMs),
    error: event.error === null ? null : plain(event.error, rules),
    request: sanitiseBody(event.requestBody, rules),
    response: sanitiseBody(event.replyBody, rules),
    job_id: event.runId,
    profile_id: profile?.profileId ?? null,
    stage: event.stage,
    attempt: event.attempt,
    try: event.tryNumber,
    trace_id: event.traceId ?? null,
    span_id: event.spanId ?? null,
    sampled: event.isSampled ?? false,
    max_attempts: event.maxTries ?? null,
    socks_id: profile?.proxyId ?? null,
    // The worker says what it is.
    chat_id: chatId === undefined ? null : plain(chatId, rules),
    ttfb_ms: event.firstByteMs === undefined ? null : Math.round(event.firstByteMs),
    request_bytes: event.requestBytes ?? null,
    response_bytes: event.replyBytes ?? null,
    redactions: counted.redactions.counts,
    truncations: counted.truncations.counts,
  };
}

type CopyRules = Required<SanitiseRules>;

function plain(text: string, { redactor, maxFieldChars, onTruncation }: CopyRules): string {
  const head = redactor.head(text, maxFieldChars);
  if (!head.isWhole) onTruncation('field');
  return head.text;
}

function isShort(text: string): boolean {
  return text.length * maxBytesPerChar < maxRecordBytes || Buffer.byteLength(text) < maxRecordBytes;
}

/** The proxy as the worker was told of it, with its password, unless the log is to show secrets. */
function hiddenProxyOf({ requestBody }: ExchangeEvent, { redactor }: SanitiseRules): string | undefined {
  if (typeof requestBody !== 'object' || requestBody === null) return undefined;
  const proxy: unknown = Reflect.get(requestBody, 'socks');
  return typeof proxy === 'string' && redactor.text(proxy) !== proxy ? proxy : undefined;
}
