import { promqlNames } from '../promql-names.ts';
import type { Prometheus } from './prometheus-process.ts';

interface Window {
  readonly start: number;
  readonly end: number;
}

// Whose series a metric is. The gateways' is what is not here; objectives and alerts belong to no job.
const owners: readonly [name: RegExp, job: string][] = [
  [/^prometheus_/, 'prometheus'],
  [/^alertmanager_/, 'alertmanager'],
  [/^node_/, 'node'],
];
const ofNobody = /^(ALERTS$|slo:)/;

/** Series of other programs that the selectors of these expressions let in, whatever is made of them afterwards. */
export async function foreignSeries(
  exprs: readonly string[],
  { prometheus, window }: { readonly prometheus: Prometheus; readonly window: Window },
): Promise<string[]> {
  const uses = new Map(
    exprs
      .flatMap((expr) => promqlNames(expr).metrics)
      .filter(({ name }) => !ofNobody.test(name))
      .map((use) => [selectorOf(use), use.name]),
  );
  const strangers: string[] = [];
  for (const [selector, name] of uses) {
    const owner = owners.find(([pattern]) => pattern.test(name))?.[1] ?? 'glassgate';
    const found = await prometheus.range(`group by (job) (${selector})`, window);
    const jobs = found.map(({ metric }) => metric['job'] ?? 'no job').filter((job) => job !== owner);
    strangers.push(...jobs.map((job) => `${selector} shows series of ${job}`));
  }
  return strangers;
}

function selectorOf({ name, matchers }: ReturnType<typeof promqlNames>['metrics'][number]): string {
  return `${name}{${matchers.map(({ label, operator, value }) => `${label}${operator}"${value}"`).join(',')}}`;
}
