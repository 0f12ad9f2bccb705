import { setTimeout as pause } from 'node:timers/promises';
import { sendVisit } from './send-visit.ts';
import { mishaps, scriptWorker } from './trouble.ts';
import { type Visit, visits } from './visits.ts';

export interface LoadOptions {
  readonly url: string;
  readonly profiles: readonly string[];
  readonly prompts: readonly string[];
  /** Demo workers that have a mishap now and then; none when empty. */
  readonly workerUrls?: readonly string[];
  /** Requests that may be under way at once. */
  readonly clients?: number;
  /** Pause of each client after each request. */
  readonly pauseMs?: number;
  /** Unblock profiles whose browser was logged out; yes when absent. */
  readonly unblocks?: boolean;
  /** Ends the load. */
  readonly signal: AbortSignal;
}

/** Counts of what came back, by status and code. */
export type Results = ReadonlyMap<string, number>;

/** Send rounds of visits until the signal says stop. */
export async function runLoad(options: LoadOptions): Promise<Results> {
  const { url, clients = 6, pauseMs = 100, workerUrls = [], unblocks = true, signal } = options;
  const results = new Map<string, number>();
  const visit = createVisits(options);

  const beClient = async () => {
    while (!signal.aborted) {
      const { result } = await sendVisit(url, visit(), signal);
      results.set(result, (results.get(result) ?? 0) + 1);
      if (unblocks && result.endsWith('PROFILE_BLOCKED')) await unblock(options);
      await rest(pauseMs, signal);
    }
  };
  const makeTrouble = async () => {
    for (let turn = 0; workerUrls.length > 0 && !signal.aborted; turn += 1) {
      const worker = workerUrls[turn % workerUrls.length] ?? '';
      const mishap = mishaps[turn % mishaps.length] ?? {};
      // A worker that is down has trouble enough.
      await scriptWorker(worker, mishap, signal).catch(() => undefined);
      await rest(1_000, signal);
    }
  };
  await Promise.all([makeTrouble(), ...Array.from({ length: clients }, beClient)]);
  return results;
}

/** One visit after the other, each round in another order. */
function createVisits({ profiles, prompts }: LoadOptions): () => Visit {
  let waiting: Visit[] = [];
  let round = 0;
  return () => {
    if (waiting.length === 0) {
      waiting = visits({ profiles, prompts, round }).flatMap((visit) =>
        Array.from({ length: visit.perRound }, () => visit),
      );
      waiting.sort(() => Math.random() - 0.5);
      round += 1;
    }
    const next = waiting.pop();
    if (next === undefined) throw new Error('A round has no visits.');
    return next;
  };
}

/** What an operator does after logging the browsers in again. */
async function unblock({ url, profiles, signal }: LoadOptions): Promise<void> {
  for (const profile of profiles) {
    const path = `/v1/profiles/${encodeURIComponent(profile)}/guest/clear`;
    await sendVisit(url, { perRound: 1, path }, signal);
  }
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => undefined);
}
