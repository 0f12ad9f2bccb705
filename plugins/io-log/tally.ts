/** Counts by name. Most records have nothing to count, and pay nothing for it. */
export interface Tally<N extends string = string> {
  /** Undefined while nothing was counted. */
  counts: Partial<Record<N, number>> | undefined;
}

export function count<N extends string>(tally: Tally<N>, name: N): void {
  tally.counts ??= {};
  tally.counts[name] = (tally.counts[name] ?? 0) + 1;
}
