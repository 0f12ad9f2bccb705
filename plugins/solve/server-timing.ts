import type { Journal } from 'glassgate/plugin-api';

/** The header by which a client asks for the times of its request. */
export const timingHeader = 'X-Glassgate-Timing';

/** True when the value of the header says yes. */
export function asksForTiming(value: string | undefined): boolean {
  return value !== undefined && ['1', 'true', 'yes'].includes(value.trim().toLowerCase());
}

const token = /^[\w!#$%&'*+.^`|~-]+$/;

/**
 * `Server-Timing`: the self time of each stage over all its attempts, in the order in which they began, then what
 * no stage accounts for, and the total until now. Browsers and proxies show it as it is.
 */
export function serverTiming(journal: Journal, totalMs: number): string {
  const sums = new Map<string, number>();
  for (const { stage, selfMs } of journal.timeline()) sums.set(stage, (sums.get(stage) ?? 0) + selfMs);
  const stages = [...sums].filter(([stage]) => token.test(stage));
  const inStages = [...sums.values()].reduce((sum, ms) => sum + ms, 0);
  const entries: [name: string, ms: number][] = [
    ...stages,
    ['unaccounted', Math.max(0, totalMs - inStages)],
    ['total', totalMs],
  ];
  return entries.map(([name, ms]) => `${name};dur=${ms.toFixed(3)}`).join(', ');
}
