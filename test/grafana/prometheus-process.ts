import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { makeTempDir } from 'glassgate/testing';
import { dump } from 'js-yaml';
import { z } from 'zod';

const isInstalled = spawnSync('prometheus', ['--version']).error === undefined;

/**
 * A test that needs the real Prometheus (Debian package `prometheus`). Where it is missing the test is skipped,
 * but never in CI, where a proof must not vanish silently.
 */
export const itWithPrometheus = isInstalled || process.env['CI'] !== undefined ? it : skipAloud;

function skipAloud(name: string, _body: () => Promise<void>, _timeoutMs?: number): void {
  it.skip(`${name} (skipped: prometheus is not installed)`, () => {});
}

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
  /** Content of rule files. */
  readonly rules: readonly string[];
}

/** A real Prometheus on a free port that scrapes one gateway, and itself, twice a second. */
export async function startPrometheus({ target, rules }: PrometheusOptions): Promise<Prometheus> {
  await using opened = new AsyncDisposableStack();
  const dir = opened.use(await makeTempDir());
  const files = rules.map((_rules, index) => join(dir.path, `rules-${index}.yml`));
  await Promise.all(files.map((file, index) => writeFile(file, rules[index] ?? '')));
  const jobs = [{ job_name: 'glassgate', static_configs: [{ targets: [target] }] }];
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

  const program = spawn(
    'prometheus',
    [
      `--config.file=${configPath}`,
      `--storage.tsdb.path=${join(dir.path, 'data')}`,
      '--web.listen-address=127.0.0.1:0',
      '--enable-feature=exemplar-storage',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const closed = once(program, 'close');
  opened.defer(async () => {
    program.kill('SIGTERM');
    await closed;
  });
  const url = await listeningUrl(program.stderr, closed);
  // It knows its own address only now.
  await write([...jobs, { job_name: 'prometheus', static_configs: [{ targets: [new URL(url).host] }] }]);
  program.kill('SIGHUP');

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

/** Where it listens, as its log says. */
async function listeningUrl(log: NodeJS.ReadableStream, closed: Promise<unknown>): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const lines: string[] = [];
  createInterface({ input: log }).on('line', (line) => {
    lines.push(line);
    const address = /msg="Listening on" address=(\S+)/.exec(line)?.[1];
    if (address !== undefined) resolve(`http://${address}`);
  });
  closed.then(() => reject(new Error(`Prometheus ended before it listened:\n${lines.join('\n')}`)), reject);
  return promise;
}
