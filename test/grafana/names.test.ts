import { readFile } from 'node:fs/promises';
import { metricCatalog } from '../../src/boot/metric-catalog.ts';
import { catalogCheck } from '../prometheus/catalog-check.ts';
import { readRecords, readRules } from '../prometheus/rule-files.ts';
import { promqlNames } from '../promql-names.ts';
import { catalogSeries } from './catalog-series.ts';
import { readDashboards, readQueries } from './read-dashboards.ts';

describe('the queries of the dashboards', () => {
  it('name only metrics, labels and values that exist', async () => {
    const check = await catalogCheck(await readRecords());
    const dashboards = [...(await readDashboards()).values()];
    const annotations = dashboards.flatMap(({ title, annotations }) =>
      annotations.list.map(({ name, expr }) => ({ where: `${title} / annotation ${name}`, expr })),
    );

    const faults = [...(await readQueries()), ...annotations].flatMap(({ where, expr }) =>
      check(expr).map((fault) => `${where}: ${fault}`),
    );

    expect(faults).toEqual([]);
  });

  it('show the exemplars of every metric that has some, and of no other', async () => {
    const traced = (await readQueries()).filter(({ target }) => target.exemplar);
    const shown = new Set(traced.flatMap(({ expr }) => promqlNames(expr).metrics.map(({ name }) => name)));
    const having = (await metricCatalog())
      .filter(({ data }) => data.type === 'histogram' && data.hasExemplars === true)
      .map(({ name }) => `${name}_bucket`);

    expect([...shown].sort()).toEqual(having.sort());
  });

  it('together with the rules leave no metric unread', async () => {
    const rules = [...(await readRules('alerts.yml')), ...(await readRules('recording.yml'))];
    const exprs = [...(await readQueries()), ...rules].map(({ expr }) => expr);
    const read = new Set(exprs.flatMap((expr) => promqlNames(expr).metrics.map(({ name }) => name)));
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
