import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempDir } from 'glassgate/testing';
import { dump } from 'js-yaml';
import { z } from 'zod';
import { startProgram } from '../programs.ts';

const answer = z.object({ status: z.literal('success'), data: z.unknown() });
const matrix = z.object({
  result: z.array(
    z.object({
      metric: z.record(z.string(), z.string()),
      values: z.array(z.tuple([z.number(), z.string()])),
    }),
  ),
});
const exemplarSets = z.array(
  z.object({ exemplars: z.array(z.object({ labels: z.record(z.string(), z.string()) })) }),
);
const ruleGroups = z.object({
  groups: z.array(
    z.object({
      rules: z.array(z.object({ name: z.string(), health: z.string(), lastError: z.string().default('') })),
    }),
  ),
});

export type RangeSeries = z.infer<typeof matrix>['result'];

interface Window {
  /** Seconds since the epoch. */
  readonly start: number;
  readonly end: number;
}

export interface Prometheus extends AsyncDisposable {
  range(expr: string, window: Window): Promise<RangeSeries>;
  labelValues(label: string, selector: string): Promise<string[]>;
  /** Trace ids of the exemplars behind an expression. */
  exemplarTraceIds(expr: string, window: Window): Promise<string[]>;
  rules(): Promise<z.infer<typeof ruleGroups>['groups']>;
}

export interface PrometheusOptions {
  /** Address of the gateway, `127.0.0.1:1234`. */
  readonly target: string;
  /** Address of a node exporter. */
  readonly host: string;
  /** Content of rule files. */
  readonly rules: readonly string[];
}

/** A real Prometheus on a free port that scrapes one gateway, a machine and itself, twice a second. */
export async function startPrometheus({ target, host, rules }: PrometheusOptions): Promise<Prometheus> {
  await using opened = new AsyncDisposableStack();
  const dir = opened.use(await makeTempDir());
  const files = rules.map((_rules, index) => join(dir.path, `rules-${index}.yml`));
  await Promise.all(files.map((file, index) => writeFile(file, rules[index] ?? '')));
  const jobs = [
    { job_name: 'glassgate', static_configs: [{ targets: [target] }] },
    { job_name: 'node', static_configs: [{ targets: [host] }] },
  ];
  const configPath = join(dir.path, 'prometheus.yml');
  const write = (scrape_configs: readonly object[]) =>
    writeFile(
      configPath,
      dump({
        global: { scrape_interval: '500ms', scrape_timeout: '500ms', evaluation_interval: '1s' },
        rule_files: files,
        scrape_configs,
      }),
    );
  await write(jobs);

  const program = opened.use(
    await startProgram('prometheus', [
      `--config.file=${configPath}`,
      `--storage.tsdb.path=${join(dir.path, 'data')}`,
      '--enable-feature=exemplar-storage',
    ]),
  );
  const { url } = program;
  // It knows its own address only now.
  await write([...jobs, { job_name: 'prometheus', static_configs: [{ targets: [new URL(url).host] }] }]);
  program.reload();

  const get = async <T>(path: string, query: Readonly<Record<string, string>>, schema: z.ZodType<T>) => {
    const response = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(query)}`);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} ${query['query'] ?? ''}: ${text}`);
    return schema.parse(answer.parse(JSON.parse(text)).data);
  };
  const running = opened.move();
  return {
    range: async (query, { start, end }) => {
      const window = { start: String(start), end: String(end), step: '1' };
      return (await get('query_range', { query, ...window }, matrix)).result;
    },
    labelValues: (label, selector) =>
      get(`label/${label}/values`, { 'match[]': selector }, z.array(z.string())),
    exemplarTraceIds: async (query, { start, end }) => {
      const sets = await get(
        'query_exemplars',
        { query, start: String(start), end: String(end) },
        exemplarSets,
      );
      return sets.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels['trace_id'] ?? ''));
    },
    rules: async () => (await get('rules', {}, ruleGroups)).groups,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
