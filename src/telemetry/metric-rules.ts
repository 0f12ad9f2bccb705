import type { HistogramData, LabelSets, MetricData } from '../plugin-api/metrics.ts';

const namePattern = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;
const reservedLabels: ReadonlySet<string> = new Set(['le', 'quantile', 'job', 'instance']);
const reservedEndings = ['_bucket', '_count', '_sum', '_created', '_info'];
const wrongUnits = /_(?:ms|millis|milliseconds|us|ns|minutes|hours|days|kb|kib|mb|mib|percent)$/;
const units = ['_seconds', '_bytes', '_ratio'];
// Plurals of what one observation counts; `_count` itself is taken by the histogram format.
const countedThings = ['_attempts', '_candidates', '_chars', '_items', '_rows', '_tokens', '_tries', '_uses'];

/** Why a metric must not be declared so, as the end of a sentence; undefined when it may. */
export function metricProblem(data: MetricData): string | undefined {
  const { type, name, help, labels = {} } = data;
  if (!namePattern.test(name)) return 'has a name that is not lower_snake_case';
  if (help.trim() === '') return 'has no help text';
  return nameProblem(type, name) ?? labelsProblem(labels) ?? bucketsProblem(data);
}

function nameProblem(kind: MetricData['type'], name: string): string | undefined {
  const unit = wrongUnits.exec(name)?.[0];
  if (unit !== undefined) return `ends in '${unit}': use the base units _seconds, _bytes or _ratio`;
  const ending = reservedEndings.find((end) => name.endsWith(end));
  if (ending !== undefined) return `ends in '${ending}', which the text format uses itself`;
  if (kind === 'counter')
    return name.endsWith('_total') ? undefined : "is a counter and must end in '_total'";
  if (name.endsWith('_total')) return `is a ${kind}, and only counters end in '_total'`;
  if (kind === 'gauge') return undefined;
  const endings = [...units, ...countedThings];
  if (endings.some((end) => `_${name}`.endsWith(end))) return undefined;
  return `is a histogram and must end in one of ${endings.join(' ')}`;
}

function labelsProblem(labels: LabelSets): string | undefined {
  const problems = Object.entries(labels).map(
    ([label, set]) => labelProblem(label) ?? setProblem(label, set),
  );
  return problems.find((problem) => problem !== undefined);
}

function labelProblem(label: string): string | undefined {
  if (!namePattern.test(label)) return `has the label '${label}', which is not lower_snake_case`;
  return reservedLabels.has(label) ? `has the label '${label}', which Prometheus uses itself` : undefined;
}

function setProblem(label: string, set: LabelSets[string]): string | undefined {
  const size = 'max' in set ? set.max : set.length;
  return size >= 1 ? undefined : `has the label '${label}', which can have no value`;
}

function bucketsProblem(data: MetricData): string | undefined {
  if (data.type !== 'histogram' || areRising(data)) return undefined;
  return 'has buckets that are not finite and rising';
}

function areRising({ buckets }: HistogramData): boolean {
  const isRising = (bound: number, index: number) => index === 0 || bound > (buckets[index - 1] ?? bound);
  return (
    buckets.length > 0 && buckets.every((bound, index) => Number.isFinite(bound) && isRising(bound, index))
  );
}
