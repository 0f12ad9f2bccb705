import type { AttemptEndedEvent, Journal, SolveAnswer } from 'glassgate/plugin-api';
import { Attachment, slots, verbatim } from 'glassgate/plugin-api';

/** One container tried, as `include_debug` shows it. */
export interface AttemptSummary {
  readonly container_id: string;
  readonly status: 'succeeded' | 'failed';
  readonly result_text: string | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
}

/** Remembers the container attempts of the requests that are running. */
export class AttemptSummaries {
  readonly #byJournal = new Attachment<Journal, AttemptSummary[]>();

  add(event: AttemptEndedEvent): void {
    const container = event.read(slots.container);
    // Attempts of other stages, such as profile candidates, carry no container.
    if (container === undefined) return;
    const summaries = this.#byJournal.of(event.journal) ?? [];
    const summary = {
      container_id: container.id,
      status: event.error === undefined ? ('succeeded' as const) : ('failed' as const),
      result_text: event.error === undefined ? (event.answer as SolveAnswer).text : null,
      error_code: event.error?.code ?? null,
      error_message: event.error?.message ?? null,
    };
    // The client's own text, as `final.text` is.
    summaries.push(verbatim(summary, 'result_text'));
    this.#byJournal.set(event.journal, summaries);
  }

  of(journal: Journal): readonly AttemptSummary[] {
    return this.#byJournal.of(journal) ?? [];
  }
}
