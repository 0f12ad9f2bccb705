import type { Explanation } from './explanation.ts';
import { millis, printable } from './paint.ts';

/** Where the time went: the self time of each stage, the longest first. */
export function spent({ job, timeline }: Explanation): string[] {
  const sums = new Map<string, number>();
  for (const { stage, self_ms } of timeline) sums.set(stage, (sums.get(stage) ?? 0) + self_ms);
  if (job.unaccounted_ms !== null) sums.set('outside the stages', job.unaccounted_ms);
  const total = job.total_ms ?? 0;
  const shown = folded(sums, total / 100);
  const widest = Math.max(0, ...[...shown.keys()].map(({ length }) => length));
  return [...shown]
    .sort(([, one], [, other]) => other - one)
    .map(([name, ms]) => {
      const share = total > 0 ? ` ${Math.round((100 * ms) / total)} %`.padStart(6) : '';
      return `${printable(name).padEnd(widest)} ${millis(ms).padStart(10)}${share}`;
    });
}

/** Those that took less than this, as one. */
function folded(sums: ReadonlyMap<string, number>, limitMs: number): ReadonlyMap<string, number> {
  const small = [...sums].filter(([, ms]) => ms < limitMs);
  if (small.length < 2) return sums;
  const rest = small.reduce((sum, [, ms]) => sum + ms, 0);
  return new Map([
    ...[...sums].filter(([, ms]) => ms >= limitMs),
    [`${small.length} others below 1 %`, rest],
  ]);
}
