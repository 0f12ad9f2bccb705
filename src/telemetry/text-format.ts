import { Registry } from 'prom-client';

export const openMetricsType: string = Registry.OPENMETRICS_CONTENT_TYPE;
export const textType: string = Registry.PROMETHEUS_CONTENT_TYPE;

const exemplar = / # \{trace_id="[0-9a-f]+",span_id="[0-9a-f]+"\} \S+ \S+$/;

/** The text format of one metric, from its OpenMetrics: without exemplars, and with the full name of counters. */
export function toTextFormat(openMetrics: string): string {
  const [help = '', type = '', ...samples] = openMetrics.split('\n');
  const withoutExemplars = samples.map((line) => (line.includes(' # {') ? line.replace(exemplar, '') : line));
  if (!type.endsWith(' counter')) return [help, type, ...withoutExemplars].join('\n');
  const [, , name = ''] = type.split(' ');
  const full = (line: string) => line.replace(` ${name} `, ` ${name}_total `);
  return [full(help), full(type), ...withoutExemplars].join('\n');
}

/** True when the client would rather have OpenMetrics than the text format. */
export function prefersOpenMetrics(accept: string | undefined): boolean {
  const ranges = (accept ?? '').split(',').map(readRange);
  const weightOf = (type: string) =>
    Math.max(0, ...ranges.filter((range) => range.type === type).map(({ weight }) => weight));
  const weight = weightOf('application/openmetrics-text');
  return weight > 0 && weight >= weightOf('text/plain');
}

function readRange(range: string): { readonly type: string; readonly weight: number } {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  const weight = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
  return { type, weight: Number.isFinite(weight) ? weight : 0 };
}
