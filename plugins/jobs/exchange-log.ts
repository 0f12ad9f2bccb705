import { type ExchangeEvent, redactText, timestamp } from 'glassgate/plugin-api';
import { shapeOf } from './body-shape.ts';

/** One call to a worker, as a job keeps it: what happened, and not what was said. */
export interface ExchangeRecord {
  readonly stage: string | null;
  readonly attempt: number | null;
  readonly try: number;
  readonly container_id: string;
  readonly method: string;
  readonly path: string;
  readonly started_at: string;
  readonly duration_ms: number;
  /** null when there was no answer; `failure` then says why. */
  readonly status: number | null;
  readonly failure: string | null;
  readonly error: string | null;
  readonly request: unknown;
  readonly response: unknown;
}

/** What the row of a job keeps of its exchanges. */
export interface StoredExchanges {
  readonly items: readonly ExchangeRecord[];
  readonly left_out: number;
}

const maxRecords = 50;
const maxErrorChars = 500;

/** The exchanges of one job. When there are too many, probes give way to messages. */
export class ExchangeLog {
  readonly #records: ExchangeRecord[] = [];
  #leftOut = 0;

  add(event: ExchangeEvent): void {
    if (this.#records.length < maxRecords) {
      this.#records.push(recordOf(event));
      return;
    }
    this.#leftOut += 1;
    const probe = this.#records.findIndex(({ method }) => method === 'GET');
    if (event.method === 'GET' || probe === -1) return;
    this.#records.splice(probe, 1);
    this.#records.push(recordOf(event));
  }

  read(): StoredExchanges {
    return { items: [...this.#records], left_out: this.#leftOut };
  }
}

function recordOf(event: ExchangeEvent): ExchangeRecord {
  return {
    stage: event.stage,
    attempt: event.attempt,
    try: event.tryNumber,
    container_id: event.containerId,
    method: event.method,
    path: redactText(event.path),
    started_at: timestamp(event.startedAt),
    duration_ms: event.durationMs,
    status: event.status,
    failure: event.failure,
    error: event.error === null ? null : redactText(event.error).slice(0, maxErrorChars),
    request: shapeOf(event.requestBody),
    response: shapeOf(event.replyBody),
  };
}
