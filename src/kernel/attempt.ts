import { GlassgateError } from '../plugin-api/error.ts';
import type { AttemptEvent } from '../plugin-api/observers.ts';
import type { Slot } from '../plugin-api/slot.ts';
import type { Bag, RunState } from './run-state.ts';

interface AttemptInfo {
  readonly run: RunState;
  readonly stage: string;
  readonly attempt: number;
  readonly bag: Bag;
}

/** Run one attempt of a reentrant stage and tell the observers when it starts and, always, when it ends. */
export async function startAttempt(
  { run, stage, attempt, bag }: AttemptInfo,
  rest: () => Promise<unknown>,
): Promise<unknown> {
  const { journal, observers } = run;
  const mark = journal.mark;
  const event: AttemptEvent = {
    stage,
    attempt,
    journal,
    read: <T>(slot: Slot<T>) => bag[slot.id] as T | undefined,
    noted: (note) => journal.latestSince(note, mark),
  };
  observers.tell('attemptStarted', event);
  let answer: unknown;
  let error: GlassgateError | undefined;
  try {
    answer = await rest();
    return answer;
  } catch (cause) {
    error = GlassgateError.from(cause);
    throw error;
  } finally {
    observers.tell('attemptEnded', { ...event, answer, error });
  }
}
