import { metricCatalog } from '../../src/boot/metric-catalog.ts';
import { catalogCheck } from '../prometheus/catalog-check.ts';
import { readRecords, readRules } from '../prometheus/rule-files.ts';
import { promqlNames } from '../promql-names.ts';
import { catalogSeries } from './catalog-series.ts';
import { type PanelJson, readDashboards, readQueries } from './read-dashboards.ts';

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
  it('lead to panels that exist, and that link back to the page of the alert', async () => {
    const panels = new Map<string, PanelJson>(
      [...(await readDashboards()).values()].flatMap((dashboard) =>
        dashboard.panels.map((panel) => [`${dashboard.uid}?viewPanel=${panel.id}`, panel] as const),
      ),
    );
    const alerts = (await readRules('alerts.yml')).map(({ annotations = {} }) => ({
      page: annotations['runbook_url'],
      panel: /\/d\/(.*)$/.exec(annotations['dashboard_url'] ?? '')?.[1] ?? '',
    }));

    expect(alerts.length).toBeGreaterThan(60);
    expect(alerts.filter(({ panel }) => !panels.has(panel))).toEqual([]);
    expect(
      alerts.filter(({ page, panel }) => !panels.get(panel)?.links?.some(({ url }) => url === page)),
    ).toEqual([]);
  });
});
