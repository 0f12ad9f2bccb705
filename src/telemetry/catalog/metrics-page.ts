import type { LabelSets, MetricData } from '../../plugin-api/metrics.ts';
import type { CatalogedMetric } from './core-catalog.ts';
import { code, table } from './markdown-table.ts';

const introduction = `# Metrics

<!-- Written by \`npm run docs:metrics\` from the catalogs in \`src/telemetry/catalog\` and in each plugin's \`metrics.ts\`. -->

\`GET /metrics\` answers OpenMetrics with exemplars to a client whose \`Accept\` asks for it, as Prometheus does, and the Prometheus text format to everybody else. Both show the same series.

Counters and histograms have every combination of closed labels, at 0, from the start, so that \`increase()\` sees the first failure: for metrics of containers as soon as the container is configured, for those of chains, stages and tables when the gateway starts. The exceptions are marked *only what occurred*.

A label of an open set, such as \`container_id\`, has a limited number of values. What comes after is counted under \`_overflow\`, and in \`glassgate_telemetry_label_overflow_total\`. Series of containers and profiles that left the configuration are removed when it is reloaded.

An exemplar names the trace of the newest observation of its bucket, for sampled traces only.

Values of \`outcome\` of a stage or a run: \`ok\`, \`reject\` (we said no: the client's fault, or busy), \`error\`, \`canceled\` (the client left). Codes are those of [errors.md](errors.md). Spans are in [spans.md](spans.md).`;

const runtime = 'From the process and Node.js. Some exist on Linux only.';

const rules = `A plugin lists its metrics as data, with \`defineMetrics\`, and makes them in \`setup\` with \`metrics.declare\`; [plugins.md](plugins.md#metrics) shows how. The name gets the prefix \`glassgate_<plugin>_\`, with \`_\` for every \`-\` of the plugin's name. The boot fails when a declaration breaks one of these rules:

- A name is \`lower_snake_case\`, is registered once, and has a help text.
- Units are base units: \`_seconds\`, \`_bytes\`, \`_ratio\`; never \`_ms\`, \`_minutes\`, \`_mb\` or \`_percent\`.
- A counter ends in \`_total\`, and nothing else does.
- A histogram ends in \`_seconds\`, \`_bytes\` or \`_ratio\`, or in what one observation counts: \`_attempts\`, \`_candidates\`, \`_chars\`, \`_items\`, \`_rows\`, \`_tokens\`, \`_tries\`, \`_uses\`.
- \`_bucket\`, \`_count\`, \`_sum\`, \`_created\` and \`_info\` belong to the format; \`le\`, \`quantile\`, \`job\` and \`instance\` are labels of Prometheus.

A label value is cut at 128 characters; one that is missing or not in its closed set becomes \`_other\`. A value that is no finite number is dropped and counted.`;

const labelsIntroduction =
  'Values of closed sets, and the size of open ones. *Only what occurred*: combinations that never happened have no series.';

/** The text of docs/metrics.md. */
export function metricsPage(catalog: readonly CatalogedMetric[]): string {
  const byOwner = (test: (owner: string) => boolean) => catalog.filter(({ owner }) => test(owner));
  const isPlugin = (owner: string) => owner !== 'core' && owner !== 'runtime';
  const sections = [
    introduction,
    `## Core\n\n${metricTable(byOwner((owner) => owner === 'core'))}`,
    `## Runtime\n\n${runtime}\n\n${metricTable(byOwner((owner) => owner === 'runtime'))}`,
    `## Plugins\n\n${rules}\n\n${metricTable(byOwner(isPlugin))}`,
    `## Labels\n\n${labelsIntroduction}\n\n${labelTable(catalog)}`,
    `## Buckets\n\n${bucketTable(catalog)}`,
  ];
  return `${sections.join('\n\n')}\n`;
}

function metricTable(metrics: readonly CatalogedMetric[]): string {
  const rows = metrics.map(({ name, data }) => [
    code(name),
    data.type,
    labelNames(data),
    data.unit,
    data.help,
    data.moves,
  ]);
  return table(['Name', 'Type', 'Labels', 'Unit', 'Help', 'Moves'], rows);
}

function labelTable(catalog: readonly CatalogedMetric[]): string {
  const rows = catalog.flatMap(({ name, data }) =>
    Object.entries(data.labels ?? {}).map(([label, set]) => [
      code(name),
      code(label),
      valuesOf(set),
      noteOf(data),
    ]),
  );
  return table(['Name', 'Label', 'Values', 'Series'], rows);
}

function bucketTable(catalog: readonly CatalogedMetric[]): string {
  const rows = catalog.flatMap(({ name, data }) =>
    data.type === 'histogram' ? [[code(name), data.buckets.join(' '), data.hasExemplars ? 'yes' : '–']] : [],
  );
  return table(['Name', 'Upper bounds', 'Exemplars'], rows);
}

function valuesOf(set: LabelSets[string]): string {
  if ('max' in set) return `${set.kind}, at most ${set.max}`;
  return set.map((value) => (value === '' ? 'empty' : code(value))).join(' ');
}

function noteOf({ isSparse, maxCombinations }: MetricData): string {
  const limit = maxCombinations === undefined ? [] : [`at most ${maxCombinations} combinations`];
  const notes = [...(isSparse === true ? ['only what occurred'] : []), ...limit];
  return notes.length === 0 ? '–' : notes.join(', ');
}

function labelNames({ labels = {} }: MetricData): string {
  const names = Object.keys(labels).map(code);
  return names.length === 0 ? '–' : names.join(' ');
}
