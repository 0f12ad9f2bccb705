import type { ExchangeEvent, Journal, TimelineEntry } from 'glassgate/plugin-api';
import { ExchangeLog } from './exchange-log.ts';
import { mayHaveExecuted } from './may-have-executed.ts';

/** A line of the timeline, with the container attempt that it belongs to. */
export interface JobTimelineEntry extends TimelineEntry {
  readonly containerId?: string;
  readonly containerAttempt?: number;
}

interface Span {
  readonly containerId: string;
  readonly attempt: number;
  /** Place in the timeline of its first stage, and of the first stage after it. */
  readonly from: number;
  to: number;
}

/** What is known of a job beside its journal while it runs. */
export class RunningJob {
  readonly journal: Journal;
  readonly exchanges = new ExchangeLog();
  readonly #spans: Span[] = [];
  #mayHaveExecuted = false;

  constructor(journal: Journal) {
    this.journal = journal;
  }

  /** Containers tried so far. */
  get attempts(): number {
    return this.#spans.length;
  }

  /** Once a worker may have executed the message, nothing that comes later takes that back. */
  get mayHaveExecuted(): boolean {
    return this.#mayHaveExecuted;
  }

  /** A container has it: also when the job went on without waiting for its end. */
  get isInContainer(): boolean {
    return this.#spans.some(({ to }) => to === Number.POSITIVE_INFINITY);
  }

  saw(event: ExchangeEvent): void {
    this.exchanges.add(event);
    this.#mayHaveExecuted ||= mayHaveExecuted(event, this.journal);
  }

  attemptStarted(attempt: number, containerId: string): void {
    const from = this.journal.timeline().length;
    this.#spans.push({ containerId, attempt, from, to: Number.POSITIVE_INFINITY });
  }

  attemptEnded(attempt: number): void {
    const span = this.#spans.find((open) => open.attempt === attempt);
    if (span !== undefined) span.to = this.journal.timeline().length;
  }

  timeline(): JobTimelineEntry[] {
    return this.journal.timeline().map((entry, place) => {
      const span = this.#spans.find(({ from, to }) => place >= from && place < to);
      if (span === undefined) return entry;
      return { ...entry, containerId: span.containerId, containerAttempt: span.attempt };
    });
  }
}
