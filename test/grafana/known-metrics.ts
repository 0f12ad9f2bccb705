import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { load } from 'js-yaml';
import { z } from 'zod';
import { metricCatalog } from '../../src/boot/metric-catalog.ts';
import { metricsJson } from '../../src/telemetry/catalog/metrics-json.ts';
import { namesIn } from './promql-names.ts';

const root = resolve(import.meta.dirname, '../..');

const ruleFile = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          record: z.string().optional(),
          alert: z.string().optional(),
          expr: z.union([z.string(), z.number().transform(String)]),
          labels: z.record(z.string(), z.string()).default({}),
        }),
      ),
    }),
  ),
});

export type Rule = z.infer<typeof ruleFile>['groups'][number]['rules'][number];

export async function readRules(file: 'alerts' | 'recording'): Promise<Rule[]> {
  const text = await readFile(resolve(root, `prometheus/rules/${file}.yml`), 'utf8');
  return ruleFile.parse(load(text)).groups.flatMap(({ rules }) => rules);
}

/** Metrics that others make: Prometheus for each target and alert, and the programs of the bundle. */
const foreign: Readonly<Record<string, readonly string[]>> = {
  up: [],
  scrape_samples_scraped: [],
  scrape_duration_seconds: [],
  ALERTS: ['alertname', 'alertstate'],
  prometheus_rule_evaluation_failures_total: ['rule_group'],
  alertmanager_notifications_total: ['integration'],
  alertmanager_notifications_failed_total: ['integration', 'reason'],
};

/** The labels of every series that an expression may name; Prometheus adds job and instance to all. */
export async function knownSeries(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const known = new Map<string, Set<string>>();
  const add = (name: string, labels: Iterable<string>) => {
    known.set(name, new Set([...(known.get(name) ?? []), 'job', 'instance', ...labels]));
  };
  for (const [name, labels] of Object.entries(foreign)) add(name, labels);
  for (const { name, type, labels } of metricsJson(await metricCatalog())) {
    const own = Object.keys(labels);
    if (type !== 'histogram') add(name, own);
    else for (const part of ['bucket', 'sum', 'count']) add(`${name}_${part}`, ['le', ...own]);
  }
  for (const { record, expr, labels } of await readRules('recording')) {
    if (record !== undefined) add(record, [...namesIn(expr).grouped, ...Object.keys(labels)]);
  }
  return known;
}

/** The metrics of the catalog under the names of their series: a histogram has three. */
export async function catalogSeries(): Promise<ReadonlyMap<string, readonly string[]>> {
  const metrics = metricsJson(await metricCatalog());
  return new Map(
    metrics.map(({ name, type }) => [
      name,
      type === 'histogram' ? ['bucket', 'sum', 'count'].map((part) => `${name}_${part}`) : [name],
    ]),
  );
}
