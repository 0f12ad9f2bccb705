import type { CallContext } from 'glassgate/plugin-api';
import type { ContainerPool } from './container-pool.ts';
import type { ContainerView } from './container-view.ts';
import type { SearchCandidates } from './search-candidates.ts';
import type { StatusProbe } from './status-probe.ts';
import { unlessAborted } from './unless-aborted.ts';

interface Doubt {
  /** Ids; undefined means any. */
  readonly allowed: readonly string[] | undefined;
  readonly isLeftOut: (view: ContainerView) => boolean;
}

/** Candidates that no request of ours uses and no operator keeps, and that are not left out; oldest news first. */
export function doubtful(pool: ContainerPool, { allowed, isLeftOut }: Doubt): ContainerView[] {
  return pool
    .candidates(allowed)
    .filter((view) => view.reservedBy === undefined && !pool.isLocked(view) && !isLeftOut(view))
    .sort((a, b) => a.checkedAt - b.checkedAt);
}

interface Recheck {
  readonly probe: StatusProbe;
  readonly limit: number;
  readonly call: CallContext;
}

/**
 * What the gateway believes may be old. A refusal must rest on an answer, so the candidates whose answers are oldest
 * are asked once more; the limit keeps a refusal from costing a whole large pool, also when the request tries many
 * profiles with it.
 */
export async function recheck(candidates: SearchCandidates, { probe, limit, call }: Recheck): Promise<void> {
  const { pool, allowed, memory } = candidates;
  const justAsked = memory.justAsked();
  const isLeftOut = ({ id }: ContainerView) => justAsked.has(id) || candidates.isLeftOut(id);
  const oldest = doubtful(pool, { allowed, isLeftOut }).slice(0, Math.max(0, limit - justAsked.size));
  const asked = Promise.all(oldest.map((view) => probe.refresh(view, call)));
  await unlessAborted(asked, call.signal);
  memory.asked(oldest.map(({ id }) => id));
}
