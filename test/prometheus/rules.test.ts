import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ruleFiles } from '../../prometheus/generate/rule-files.ts';
import { parseSettings, readSettings } from '../../prometheus/generate/settings.ts';
import { catalogCheck } from './catalog-check.ts';
import { readRecords, readRules, readRuleTests, repository, rulesDir } from './rule-files.ts';

const records = await readRecords();
const alerts = await readRules('alerts.yml');
const tests = await readRuleTests();
const check = await catalogCheck(records);
const names = alerts.map(({ alert = '' }) => alert);

it('are what slo.yaml says: run `npm run rules` after a change', async () => {
  const files = ruleFiles(await readSettings());

  for (const [name, text] of Object.entries(files)) {
    expect(await readFile(join(rulesDir, name), 'utf8')).toBe(text);
  }
});

it('name only metrics, labels and values that exist', () => {
  const faults = [...records, ...alerts].flatMap(({ expr }) => check(expr));

  expect(faults).toEqual([]);
});

it.each([
  ['glassgate_gone_total', 'no metric glassgate_gone_total'],
  ['glassgate_solve_requests_total{kode="OK"}', 'glassgate_solve_requests_total has no label kode'],
  ['glassgate_solve_requests_total{code=~"OK|NO"}', "glassgate_solve_requests_total: code is never 'NO'"],
  ['sum by (kode) (glassgate_solve_requests_total)', 'groups by unknown kode'],
  ['glassgate_lock_held_bucket', 'no metric glassgate_lock_held_bucket'],
])('are refused when they say %s', (expression, fault) => {
  expect(check(expression)).toEqual([fault]);
});

it.each(names)('%s has a test in which it fires, one in which it stays silent, and two worlds', (alert) => {
  const cases = tests.flatMap(({ name, alert_rule_test: all = [] }) =>
    all.filter((one) => one.alertname === alert).map((one) => ({ name, fires: one.exp_alerts.length > 0 })),
  );

  expect(cases.some(({ fires }) => fires)).toBe(true);
  // The watchdog is never silent.
  if (alert === 'Watchdog') return;
  expect(cases.some(({ name, fires }) => name === `${alert} fires` && !fires) || /Burn/.test(alert)).toBe(
    true,
  );
  const worlds = cases.filter(({ name }) => /^(a healthy gateway|one )/.test(name));
  expect(new Set(worlds.map(({ name }) => name)).size).toBe(4);
  expect(worlds.filter(({ fires }) => fires)).toEqual([]);
});

it('carry labels and links', async () => {
  const { links } = await readSettings();

  for (const { alert = '', labels, annotations } of alerts) {
    expect(Object.keys(labels ?? {})).toEqual(['severity', 'component']);
    expect(Object.keys(annotations ?? {})).toEqual([
      'summary',
      'description',
      'runbook_url',
      'dashboard_url',
    ]);
    expect(annotations?.['runbook_url']).toBe(`${links.runbooks}/${alert}.md`);
    expect(annotations?.['dashboard_url']).toMatch(/\/glassgate-[\w-]+[?]viewPanel=\d+$/);
    expect(annotations?.['dashboard_url']?.startsWith(`${links.dashboards}/`)).toBe(true);
  }
  expect(new Set(names).size).toBe(names.length);
});

it('are counted right in prometheus/README.md', async () => {
  const readme = await readFile(join(repository, 'prometheus/README.md'), 'utf8');
  const of = (severity: string) => alerts.filter(({ labels }) => labels?.['severity'] === severity).length;

  expect(readme).toContain(
    `${alerts.length}: ${of('critical')} critical, ${of('warning')} warning, ${of('info')} info, and the watchdog`,
  );
});

it('refuse an objective whose budget cannot burn that fast', async () => {
  const text = await readFile(join(repository, 'prometheus/slo.yaml'), 'utf8');

  expect(() => parseSettings(text.replace('percent: 99', 'percent: 93'))).toThrow(
    "'solve-availability' (93 %) cannot burn 14.4 times too fast",
  );
});

it('ask a bucket that the histogram has', async () => {
  const { slo } = await readSettings();
  const { metricCatalog } = await import('../../src/boot/metric-catalog.ts');
  const run = (await metricCatalog()).find(({ name }) => name === 'glassgate_run_duration_seconds');
  const buckets = run?.data.type === 'histogram' ? run.data.buckets : [];

  for (const objective of slo.objectives) {
    if ('seconds' in objective) expect(buckets).toContain(objective.seconds);
  }
});
