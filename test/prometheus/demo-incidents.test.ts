import { selector } from '../../src/demo/incidents/read-metric.ts';
import { incidents } from '../../src/demo/incidents/run-incidents.ts';
import { readDashboards } from '../grafana/read-dashboards.ts';
import { catalogCheck } from './catalog-check.ts';
import { readRecords, readRules } from './rule-files.ts';

const rules = await readRules('alerts.yml');
const dashboards = await readDashboards();
const check = await catalogCheck(await readRecords());

it('there are seven incidents, each with its own name', () => {
  expect(new Set(incidents.map(({ id }) => id)).size).toBe(incidents.length);
  expect(incidents).toHaveLength(7);
});

describe.each(incidents)('the incident $id', ({ alerts, dashboard, watched }) => {
  it('announces alerts that exist, with the wait of their rules', () => {
    const known = alerts.map(({ alert }) => rules.find((rule) => rule.alert === alert));

    expect(alerts.length).toBeGreaterThan(0);
    expect(alerts.map(({ alert, wait }) => ({ alert, wait }))).toEqual(
      known.map((rule) => ({ alert: rule?.alert, wait: rule?.for })),
    );
  });

  it('names the dashboard of one of them', () => {
    const urls = alerts.map(
      ({ alert }) => rules.find((rule) => rule.alert === alert)?.annotations?.['dashboard_url'] ?? '',
    );

    expect(dashboards.get(dashboard)?.uid).toBe(`glassgate-${dashboard}`);
    expect(urls.some((url) => url.includes(`/d/glassgate-${dashboard}?viewPanel=`))).toBe(true);
  });

  it('watches metrics, labels and values that exist', () => {
    expect(watched.map(selector).flatMap(check)).toEqual([]);
    expect(watched.length).toBeGreaterThan(0);
  });
});
