import type { Watched } from './incident.ts';

/** The sum of the series of a metric that carry these labels, in the text of GET /metrics. */
export function readMetric(text: string, { metric, labels = {} }: Watched): number {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${metric}{`) || line.startsWith(`${metric} `))
    .filter((line) => wanted.every((pair) => line.includes(pair)))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

/** As in PromQL: `metric{label="value"}`. */
export function selector({ metric, labels = {} }: Watched): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return pairs.length === 0 ? metric : `${metric}{${pairs.join(',')}}`;
}
