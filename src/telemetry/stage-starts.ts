import type { Attributes } from '@opentelemetry/api';
import { sharedAttributes } from './shared-attributes.ts';

/** What the span of a stage is called, and what it says at first. */
export interface StageBeginning {
  readonly name: string;
  readonly given: Attributes;
}

/** A request that is tried more often than this is rare enough. */
const maxAttempts = 16;

/** Spans of stages begin in a few ways, each of them made once. */
export class StageStarts {
  readonly #byStage = new Map<string, StageBeginning[]>();

  of(stage: string, attempt: number): StageBeginning {
    let known = this.#byStage.get(stage);
    if (known === undefined) {
      known = [];
      this.#byStage.set(stage, known);
    }
    if (attempt > maxAttempts) return beginning(stage, attempt);
    known[attempt] ??= beginning(stage, attempt);
    return known[attempt];
  }
}

function beginning(stage: string, attempt: number): StageBeginning {
  const given = { 'glassgate.stage.name': stage, 'glassgate.stage.attempt': attempt };
  return { name: `stage ${stage}`, given: sharedAttributes(given) };
}
