import { GlassgateError } from '../plugin-api/error.ts';
import type { StageOutcome } from '../plugin-api/journal.ts';
import { startAttempt } from './attempt.ts';
import type { ChainLink } from './chain-link.ts';
import type { StageProbe } from './instruments.ts';
import type { Bag, RunState } from './run-state.ts';
import { RunningStageCall } from './stage-call.ts';

interface Position {
  readonly index: number;
  readonly attempt: number;
  readonly bag: Bag;
}

/** Run the stage at `position` around everything after it. Rejects with a GlassgateError only. */
export async function runChain(
  links: readonly ChainLink[],
  run: RunState,
  position: Position,
): Promise<unknown> {
  const link = links[position.index];
  if (link === undefined) {
    throw new GlassgateError('INTERNAL_ERROR', 'The chain ended and no stage answered.');
  }
  const { attempt } = position;
  const entry = run.journal.open(link.name, attempt);
  const probe = run.probe.stage({ stage: link.name, attempt });
  const call = new RunningStageCall(run, probe, {
    name: link.name,
    attempt,
    values: pick(link.needs, position.bag),
  });
  const pause: NextContext['pause'] = (rest) => entry.watch.pauseWhile(rest);
  const next = nextOf(link, { links, run, probe, position, pause });
  let error: GlassgateError | undefined;
  let thrownHere = false;
  try {
    run.signal.throwIfAborted();
    return await run.abandonment.guard(() => probe.within(() => link.run(call, next as never)));
  } catch (cause) {
    error = asGlassgateError(cause, run, link.name);
    thrownHere = run.passing !== error;
    run.passing = error;
    throw error;
  } finally {
    entry.watch.stop();
    entry.outcome = outcomeOf(error);
    entry.code = error?.code;
    const result = { outcome: entry.outcome, selfMs: entry.watch.selfMs(), error, thrownHere };
    probe.end(result, run.logsSteps ? run.log : undefined);
  }
}

interface NextContext {
  readonly links: readonly ChainLink[];
  readonly run: RunState;
  readonly probe: StageProbe;
  readonly position: Position;
  readonly pause: <T>(rest: () => Promise<T>) => Promise<T>;
}

function nextOf(link: ChainLink, { links, run, probe, position, pause }: NextContext) {
  let calls = 0;
  return async (added: Bag = {}): Promise<unknown> => {
    calls += 1;
    if (calls > 1 && !link.reentrant) {
      const message = `Plugin '${link.name}' called next() twice and is not reentrant.`;
      throw new GlassgateError('INTERNAL_ERROR', message);
    }
    const grown = grow(position.bag, link, added);
    const rest = (attempt: number) =>
      pause(() => runChain(links, run, { index: position.index + 1, attempt, bag: grown }));
    if (!link.reentrant) return rest(position.attempt);
    // Counted over the whole run, so that no two attempts of one stage share a number.
    const attempt = (run.attempts[position.index] ?? 0) + 1;
    run.attempts[position.index] = attempt;
    return startAttempt({ run, probe, stage: link.name, attempt, bag: grown }, () => rest(attempt));
  };
}

function grow(bag: Bag, link: ChainLink, added: Bag): Bag {
  if (link.adds.length === 0) return bag;
  const grown: Record<string, unknown> = { ...bag };
  for (const [field, slotId] of link.adds) {
    // Undefined is a value a slot may have; a field that is not there at all is a mistake of the plugin.
    if (!(field in added)) {
      const message = `Plugin '${link.name}' called next() without a value for '${field}', which it adds.`;
      throw new GlassgateError('INTERNAL_ERROR', message);
    }
    grown[slotId] = added[field];
  }
  return grown;
}

function pick(needs: ChainLink['needs'], bag: Bag): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [field, slotId] of needs) values[field] = bag[slotId];
  return values;
}

function asGlassgateError(cause: unknown, run: RunState, stage: string): GlassgateError {
  if (GlassgateError.is(cause)) return cause;
  // An AbortError of a library is only the echo of our own signal, whose reason says more.
  if (run.signal.aborted) return GlassgateError.from(run.signal.reason);
  return new GlassgateError('INTERNAL_ERROR', `Plugin '${stage}' failed unexpectedly.`, { cause });
}

/** How a run or a stage ended, as a closed set for metrics. */
export function outcomeOf(error: GlassgateError | undefined): StageOutcome {
  if (error === undefined) return 'ok';
  if (error.kind === 'canceled') return 'canceled';
  return error.kind === 'client' || error.kind === 'busy' ? 'reject' : 'error';
}
