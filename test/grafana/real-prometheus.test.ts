import { glob, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { dump, load } from 'js-yaml';
import { z } from 'zod';
import { itWithPrograms } from '../programs.ts';
import { openBusyGateway } from './busy-gateway.ts';
import { foreignSeries } from './foreign-series.ts';
import { startHostMetrics } from './host-metrics.ts';
import { type Prometheus, type RangeSeries, startPrometheus } from './prometheus-process.ts';
import { readDashboards, readQueries } from './read-dashboards.ts';

const root = resolve(import.meta.dirname, '../..');
const loadMs = 22_000;

const ruleFile = z.object({ groups: z.array(z.looseObject({ interval: z.string().optional() })) });

/** The rules as committed, but evaluated as often as this short test needs. */
async function quickRules(): Promise<string[]> {
  const rules: string[] = [];
  for await (const path of glob('prometheus/rules/*.yml', { cwd: root })) {
    const { groups } = ruleFile.parse(load(await readFile(resolve(root, path), 'utf8')));
    rules.push(dump({ groups: groups.map(({ interval: _interval, ...group }) => group) }));
  }
  return rules;
}

const query = /^label_values\((.+), (\w+)\)$/;

/** What Grafana fills in at first, where all of each drop-down is chosen. */
async function chooseAll(prometheus: Prometheus): Promise<Map<string, string>> {
  const chosen = new Map([['__rate_interval', '10s']]);
  const variables = [...(await readDashboards()).values()].flatMap(({ templating }) => templating.list);
  for (const { name, definition, allValue } of variables) {
    const [, selector = '', label = ''] = query.exec(definition ?? '') ?? [];
    if (label === '' || chosen.has(name)) continue;
    const values = await prometheus.labelValues(label, substitute(selector, chosen));
    chosen.set(name, values.length > 0 && allValue !== undefined ? allValue : values.join('|'));
  }
  return chosen;
}

function substitute(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\$(\w+)/g, (whole, name: string) => values.get(name) ?? whole);
}

function hasData(series: RangeSeries): boolean {
  return series.some(({ values }) => values.some(([, value]) => value !== 'NaN'));
}

describe('a real Prometheus that scrapes a gateway at work', () => {
  itWithPrograms(['prometheus'])(
    'has data for every query of every dashboard, none of other programs, and exemplars that lead to traces',
    async () => {
      await using busy = await openBusyGateway();
      await using machine = await startHostMetrics();
      await using prometheus = await startPrometheus({
        target: new URL(busy.gateway.url).host,
        host: new URL(machine.url).host,
        rules: await quickRules(),
      });
      const start = Math.floor(Date.now() / 1000);
      await busy.work(loadMs);
      const window = { start, end: Date.now() / 1000 };

      const chosen = await chooseAll(prometheus);
      expect([...chosen].filter(([, value]) => value === '')).toEqual([]);
      expect([...chosen.keys()].sort()).toEqual(
        ['__rate_interval', 'container', 'host', 'instance', 'job', 'slo', 'stage'].sort(),
      );

      const queries = (await readQueries()).map((each) => ({ ...each, expr: substitute(each.expr, chosen) }));
      expect(queries.filter(({ expr }) => expr.includes('$'))).toEqual([]);
      const silent: string[] = [];
      for (const { where, expr } of queries) {
        if (!hasData(await prometheus.range(expr, window))) silent.push(`${where}: ${expr}`);
      }
      expect(silent).toEqual([]);

      const annotations = [...(await readDashboards()).values()].flatMap((each) => each.annotations.list);
      const exprs = [...queries, ...annotations].map(({ expr }) => substitute(expr, chosen));
      expect(await foreignSeries(exprs, { prometheus, window })).toEqual([]);
      // Other programs have such series, so there was something to keep out.
      const processes = await prometheus.range('group by (job) (process_start_time_seconds)', window);
      expect(processes.map(({ metric }) => metric['job']).sort()).toEqual(['glassgate', 'prometheus']);

      const traced = queries.filter(({ target }) => target.exemplar);
      const ids = new Map<string, string[]>();
      for (const { where, expr } of traced) ids.set(where, await prometheus.exemplarTraceIds(expr, window));
      expect([...ids].filter(([, found]) => found.length === 0).map(([where]) => where)).toEqual([]);
      const wanted = new Set([...ids.values()].flat());
      const dangling = () => {
        const known = new Set(busy.collector.spans.map(({ traceId }) => traceId));
        return [...wanted].filter((id) => !known.has(id));
      };
      await busy.collector.waitForSpans(() => dangling().length === 0).catch(() => undefined);
      expect(dangling()).toEqual([]);

      const rules = (await prometheus.rules()).flatMap((group) => group.rules);
      expect(rules.filter(({ lastError }) => lastError !== '')).toEqual([]);
    },
    120_000,
  );
});
