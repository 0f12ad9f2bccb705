import type { Logger } from 'pino';
import type { Run, RunOptions } from '../plugin-api/chain.ts';
import { GlassgateError } from '../plugin-api/error.ts';
import { orderedId } from '../plugin-api/ordered-id.ts';
import type { SlotMap } from '../plugin-api/slot.ts';
import type { ChainLink } from './chain-link.ts';
import { slotPairs } from './chain-link.ts';
import { createDeadline } from './deadline.ts';
import type { Instruments, RunProbe } from './instruments.ts';
import type { ObserverHub } from './observer-hub.ts';
import { outcomeOf, runChain } from './run-chain.ts';
import { RunJournal } from './run-journal.ts';
import { OpenRun, type RunState } from './run-state.ts';

export interface ChainOptions {
  readonly name: string;
  readonly links: readonly ChainLink[];
  readonly fills: SlotMap;
  readonly instruments: Instruments;
  readonly observers: ObserverHub;
  readonly log: Logger;
  /** How long after its abort a stage may take to end before the run goes on without it. */
  readonly graceMs?: number;
}

const defaultGraceMs = 10_000;

/** Compile a chain into a function that starts runs of it. */
export function buildChain(options: ChainOptions): (run: RunOptions<SlotMap>) => Run<unknown> {
  const fills = slotPairs(options.fills);
  const { links, graceMs = defaultGraceMs } = options;
  options.instruments.chainBuilt(
    options.name,
    links.map(({ name }) => name),
  );
  return (request) => {
    const deadline = createDeadline(request.signal, request.deadlineMs);
    const run = openRun(options, request, deadline.signal);
    const values = request.values as Readonly<Record<string, unknown>>;
    const bag = Object.fromEntries(fills.map(([field, slotId]) => [slotId, values[field]]));
    const work = run.probe.within(() => runChain(links, run, { index: 0, attempt: 1, bag }));
    let failure: GlassgateError | undefined;
    const stopFollowing = run.abandonment.follow(deadline.signal, graceMs);
    const answer = work
      .catch((cause: unknown) => {
        failure = GlassgateError.from(cause);
        throw failure;
      })
      .finally(() => {
        stopFollowing();
        deadline[Symbol.dispose]();
      });
    // The opener awaits `answer` a tick later; until then a rejection must not count as unhandled.
    answer.catch(() => undefined);
    return {
      journal: run.journal,
      answer,
      annotate: (attributes) => run.probe.annotated(attributes),
      end: endOnce(run, () => failure),
    };
  };
}

function openRun(options: ChainOptions, request: RunOptions<SlotMap>, signal: AbortSignal): RunState {
  const { name: chain, instruments, observers, log } = options;
  const { requestId, arrivedAt, attributes } = request;
  const runId = orderedId();
  const journal = new RunJournal({ runId, requestId, chain, arrivedAt });
  const probe: RunProbe = instruments.run({ chain, requestId, runId, attributes });
  journal.traceId = probe.traceId;
  journal.spanId = probe.spanId;
  journal.isRecorded = probe.isRecorded;
  return new OpenRun({ journal, signal, probe, observers, log });
}

function endOnce(run: RunState, failure: () => GlassgateError | undefined): Run<unknown>['end'] {
  let total: number | undefined;
  return (refused) => {
    if (total !== undefined) return total;
    const { journal, probe, observers } = run;
    const error = failure() ?? refused;
    const totalMs = journal.elapsedMs();
    const unaccountedMs = Math.max(0, totalMs - journal.selfMs());
    const attempts = Math.max(1, ...run.attempts.filter((count) => count !== undefined));
    const result = { totalMs, unaccountedMs, attempts, code: error?.code, outcome: outcomeOf(error) };
    const overheadMs = probe.end(result);
    observers.tell('runEnded', { journal, totalMs, unaccountedMs, overheadMs, error });
    total = totalMs;
    return totalMs;
  };
}
