import {
  type InputKind,
  inputKindOf,
  type Journal,
  type SolveAnswer,
  type SolveRequest,
} from 'glassgate/plugin-api';

/** What a solve was asked for and how long its answer is: sizes and ids, no contents. */
export interface Facts {
  readonly promptId: string;
  readonly inputKind: InputKind;
  readonly inputChars: number;
  readonly outputChars?: number;
}

/** A client may send anything for an id, however long; no real one is longer. */
const maxIdChars = 200;

/** Remembers of the solves that are running what their journals do not say. */
export class RunFacts {
  readonly #byJournal = new WeakMap<Journal, Facts>();

  asked(journal: Journal, request: SolveRequest): void {
    if (!this.#byJournal.has(journal)) this.#byJournal.set(journal, factsOf(request));
  }

  /** Plugins of others may answer anything. */
  answered(journal: Journal, answer: unknown): void {
    const facts = this.#byJournal.get(journal);
    const text = (answer as Partial<SolveAnswer> | null | undefined)?.text;
    if (facts === undefined || typeof text !== 'string') return;
    this.#byJournal.set(journal, { ...facts, outputChars: text.length });
  }

  of(journal: Journal): Facts | undefined {
    return this.#byJournal.get(journal);
  }
}

export function factsOf(request: SolveRequest): Facts {
  const { promptId, text } = request;
  const inputKind = inputKindOf(request);
  return { promptId: promptId.slice(0, maxIdChars), inputKind, inputChars: text?.length ?? 0 };
}
