import { GlassgateError } from '../plugin-api/error.ts';
import type { AttemptEvent } from '../plugin-api/observers.ts';
import type { Slot } from '../plugin-api/slot.ts';
import type { StageProbe } from './instruments.ts';
import type { Bag, RunState } from './run-state.ts';

interface AttemptInfo {
  readonly run: RunState;
  /** Of the stage that hands on. */
  readonly probe: StageProbe;
  readonly stage: string;
  readonly attempt: number;
  readonly bag: Bag;
}

/** Run one attempt of a reentrant stage and tell the observers when it starts and, always, when it ends. */
export async function startAttempt(info: AttemptInfo, rest: () => Promise<unknown>): Promise<unknown> {
  const { run, stage, attempt, bag } = info;
  const { journal, observers } = run;
  const mark = journal.mark;
  const event: AttemptEvent = {
    stage,
    attempt,
    journal,
    read: <T>(slot: Slot<T>) => bag[slot.id] as T | undefined,
    noted: (note) => journal.latestSince(note, mark),
  };
  tellStart(info);
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
    tellEnd(info, error);
  }
}

// Nearly all requests have one attempt of each stage, and it succeeds: its span says so without an event.
function tellStart({ run, probe, stage, attempt }: AttemptInfo): void {
  if (run.logsSteps) run.log.debug({ event: 'attempt.started', stage, attempt }, 'attempt started');
  if (attempt > 1) probe.stepped('attempt.started', { attempt }, undefined);
}

function tellEnd({ run, probe, stage, attempt }: AttemptInfo, error: GlassgateError | undefined): void {
  if (error === undefined) {
    if (run.logsSteps) run.log.debug({ event: 'attempt.succeeded', stage, attempt }, 'attempt succeeded');
    if (attempt > 1) probe.stepped('attempt.succeeded', { attempt }, undefined);
    return;
  }
  const { code } = error;
  if (run.logsSteps) run.log.debug({ event: 'attempt.failed', stage, attempt, code }, 'attempt failed');
  probe.stepped('attempt.failed', { attempt, code }, undefined);
}
