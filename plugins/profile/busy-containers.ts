import type { Consideration, GlassgateError } from 'glassgate/plugin-api';

/** What profiles that were free found out about the containers. */
export interface BusyContainers {
  /** As the details of the refusal show it. */
  readonly details: { readonly considered: readonly Consideration[]; readonly counts: unknown };
  readonly message: string;
  readonly reason: string;
}

/** Containers that a refusal lists. */
const maxListed = 64;

/** Undefined when no profile got as far as to look for a container. */
export function busyContainers(busy: readonly GlassgateError[]): BusyContainers | undefined {
  const searches = busy.filter(({ code }) => code === 'CONTAINER_BUSY');
  const newest = searches.at(-1);
  if (newest === undefined) return undefined;
  const considered = searches.flatMap(({ details }) => (details['considered'] ?? []) as Consideration[]);
  // Of one that several profiles looked at, the newest finding counts.
  const byId = new Map(considered.map((one) => [one.id, one]));
  const counts = newest.details['counts'] ?? null;
  const details = { considered: [...byId.values()].slice(0, maxListed), counts };
  // What holds for the whole pool holds for every profile.
  if (isNoneReachable(counts))
    return { details, message: newest.message, reason: 'no container is reachable' };
  const message = 'No profile that is free found a free container.';
  return { details, message, reason: 'no profile that is free found a free container' };
}

function isNoneReachable(counts: unknown): boolean {
  const used = Object.entries(counts ?? {}).filter(([, count]) => count !== 0);
  return used.length > 0 && used.every(([state]) => state === 'unreachable');
}
