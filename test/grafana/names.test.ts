import { readFile } from 'node:fs/promises';
import { metricCatalog } from '../../src/boot/metric-catalog.ts';
import { catalogSeries, knownSeries, readRules } from './known-metrics.ts';
import { namesIn } from './promql-names.ts';
import { readDashboards, readQueries } from './read-dashboards.ts';

describe('the queries of the dashboards', () => {
  it('name only metrics and labels that exist', async () => {
    const known = await knownSeries();
    const dashboards = [...(await readDashboards()).values()];
    const annotations = dashboards.flatMap(({ title, annotations }) =>
      annotations.list.map(({ name, expr }) => ({ where: `${title} / annotation ${name}`, expr })),
    );
    const unknown = [...(await readQueries()), ...annotations].flatMap(({ where, expr }) => {
      const { reads, grouped } = namesIn(expr);
      const all = new Set(reads.flatMap(({ metric }) => [...(known.get(metric) ?? [])]));
      return [
        ...reads.flatMap(({ metric, labels }) => {
          const own = known.get(metric);
          if (own === undefined) return [`${where}: ${metric}`];
          return labels.filter((label) => !own.has(label)).map((label) => `${where}: ${metric}{${label}}`);
        }),
        ...grouped.filter((label) => !all.has(label)).map((label) => `${where}: by (${label})`),
      ];
    });

    expect(unknown).toEqual([]);
  });

  it('show the exemplars of every metric that has some, and of no other', async () => {
    const traced = (await readQueries()).filter(({ target }) => target.exemplar);
    const shown = new Set(traced.flatMap(({ expr }) => namesIn(expr).reads.map(({ metric }) => metric)));
    const having = (await metricCatalog())
      .filter(({ data }) => data.type === 'histogram' && data.hasExemplars === true)
      .map(({ name }) => `${name}_bucket`);

    expect([...shown].sort()).toEqual(having.sort());
  });

  it('together with the rules leave no metric unread', async () => {
    const rules = [...(await readRules('alerts')), ...(await readRules('recording'))];
    const exprs = [...(await readQueries()), ...rules].map(({ expr }) => expr);
    const read = new Set(exprs.flatMap((expr) => namesIn(expr).reads.map(({ metric }) => metric)));
    const dead = [...(await catalogSeries())]
      .filter(([, names]) => !names.some((name) => read.has(name)))
      .map(([metric]) => metric);

    expect(dead).toEqual([]);
  });
});

describe('the links of alerts', () => {
  it('lead to dashboards that exist', async () => {
    const text = await readFile(new URL('../../prometheus/rules/alerts.yml', import.meta.url), 'utf8');
    const uids = new Set([...(await readDashboards()).values()].map(({ uid }) => uid));
    const linked = [...text.matchAll(/dashboard_url: \S+\/d\/([\w-]+)/g)].map(([, uid = '']) => uid);

    expect(linked.length).toBeGreaterThan(40);
    expect(linked.filter((uid) => !uids.has(uid))).toEqual([]);
  });
});
