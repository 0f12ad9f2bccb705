/** What every panel asks for: the gateways that the variables at the top of the page name. */
const chosen = 'job=~"$job",instance=~"$instance"';

export interface Series {
  /** Labels to keep. */
  readonly by?: readonly string[];
  /** More matchers: `code="OK"`. */
  readonly where?: string;
}

/** The series of a metric for the chosen gateways. */
export function series(metric: string, where?: string): string {
  return `${metric}{${chosen}${where === undefined ? '' : `,${where}`}}`;
}

/** The sum of a gauge. */
export function sum(metric: string, { by = [], where }: Series = {}): string {
  return `sum${grouping(by)}(${series(metric, where)})`;
}

/** Events per second of a counter. */
export function perSecond(metric: string, { by = [], where }: Series = {}): string {
  return `sum${grouping(by)}(rate(${series(metric, where)}[$__rate_interval]))`;
}

/** Events of a counter within the last hour. */
export function perHour(metric: string, { by = [], where }: Series = {}): string {
  return `sum${grouping(by)}(increase(${series(metric, where)}[1h]))`;
}

/** A quantile of a histogram. */
export function quantile(part: number, metric: string, { by = [], where }: Series = {}): string {
  return `histogram_quantile(${part}, ${perSecond(`${metric}_bucket`, { by: ['le', ...by], ...(where && { where }) })})`;
}

/** Observations per bucket, for a heatmap. */
export function buckets(metric: string, where?: string): string {
  return `sum by (le) (increase(${series(`${metric}_bucket`, where)}[$__rate_interval]))`;
}

/** Nothing instead of a division by zero. */
export function ratio(part: string, whole: string): string {
  return `${part} / (${whole} > 0)`;
}

function grouping(labels: readonly string[]): string {
  return labels.length === 0 ? '' : ` by (${labels.join(', ')}) `;
}
