import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempDir } from 'glassgate/testing';
import { dump } from 'js-yaml';
import { readSettings } from '../../prometheus/generate/settings.ts';
import { incidents } from '../../src/demo/incidents/run-incidents.ts';
import { readDashboards } from '../grafana/read-dashboards.ts';
import { itWithPrograms, runProgram } from '../programs.ts';
import { catalogCheck } from './catalog-check.ts';
import { readRecords, readRules, repository } from './rule-files.ts';

const folder = join(repository, 'docs/operations');
const alerts = (await readRules('alerts.yml')).map(({ alert = '', annotations = {} }) => {
  const [dashboard = '', panelId] = (annotations['dashboard_url'] ?? '').split('?viewPanel=');
  return { alert, dashboard, panelId: Number(panelId) };
});
const check = await catalogCheck(await readRecords());

it('there is a page for each alert, and no other', async () => {
  expect((await readdir(folder)).sort()).toEqual(alerts.map(({ alert }) => `${alert}.md`).sort());
});

it.each(alerts)(
  '$alert: has its headings, its panel, a command, and only metrics that exist',
  async ({ alert, dashboard }) => {
    const text = await readFile(join(folder, `${alert}.md`), 'utf8');
    const diagnosis = /## Diagnosis\n(.*)## Mitigation/s.exec(text)?.[1] ?? '';

    expect(text.match(/^#+ .*/gm)).toEqual([
      `# ${alert}`,
      '## Meaning',
      '## Impact',
      '## Diagnosis',
      '## Mitigation',
    ]);
    expect(diagnosis.replace('panels *', 'panel *')).toContain(`(${dashboard}), panel *`);
    expect(diagnosis).toMatch(/```sh\n[^`]*\w/);
    expect(text).toMatch(/## Mitigation\n\n1\. /);
    expect(queriesOf(text).length).toBeGreaterThan(0);
    expect(queriesOf(text).flatMap(check)).toEqual([]);
  },
);

it('they name the panel that the alert links first, and every panel that they name links to them', async () => {
  const { links } = await readSettings();
  const dashboards = [...(await readDashboards()).values()];
  const named: unknown[] = [];
  const linking: unknown[] = [];
  for (const { alert, dashboard, panelId } of alerts) {
    const text = await readFile(join(folder, `${alert}.md`), 'utf8');
    const [, rest = ''] = /\/d\/[\w-]+\), panels? (.*)/.exec(text) ?? [];
    const titles = [...rest.matchAll(/\*([^*]+)\*/g)].map(([, title = '']) => title);
    const panels = dashboards.find(({ uid }) => dashboard.endsWith(`/${uid}`))?.panels ?? [];
    const page = `${links.runbooks}/${alert}.md`;
    expect([alert, panels.find(({ title }) => title === titles[0])?.id]).toEqual([alert, panelId]);
    named.push([alert, titles.sort()]);
    linking.push([
      alert,
      panels
        .filter((panel) => panel.links?.some(({ url }) => url === page))
        .map(({ title }) => title)
        .sort(),
    ]);
  }

  expect(linking).toEqual(named);
});

it('they name only panels that are on the dashboard that they link', async () => {
  const dashboards = [...(await readDashboards()).values()];
  const missing: string[] = [];
  for (const { alert } of alerts) {
    const text = await readFile(join(folder, `${alert}.md`), 'utf8');
    const links = [...text.matchAll(/\[([^\]]+)\]\([^)]*\/d\/([\w-]+)\), panels? (.*)/g)];
    expect([alert, links.length]).toEqual([alert, 1]);
    for (const [, title = '', uid = '', rest = ''] of links) {
      const dashboard = dashboards.find((each) => each.uid === uid);
      const panels = new Set(dashboard?.panels.map((panel) => panel.title));
      if (dashboard?.title !== title) missing.push(`${alert}: ${uid} is not ${title}`);
      const named = [...rest.matchAll(/\*([^*]+)\*/g)].map(([, name = '']) => name);
      missing.push(
        ...named.filter((name) => !panels.has(name)).map((name) => `${alert}: ${title} / ${name}`),
      );
    }
  }

  expect(missing).toEqual([]);
});

it('the story in the README begins with an alert, and names a panel and a metric that exist', async () => {
  const readme = await readFile(join(repository, 'README.md'), 'utf8');
  const story = /## From an alert to the line on disk\n(.*?)\n## /s.exec(readme)?.[1] ?? '';
  const alert = /"alertname":"(\w+)"/.exec(story)?.[1] ?? '';
  const page = await readFile(join(folder, `${alert}.md`), 'utf8');

  expect(story).toContain(`[${alert}](docs/operations/${alert}.md)`);
  expect(page).toContain(`panel *${/which panel to look at: \*([^*]+)\*/.exec(story)?.[1]}*`);
  expect(check(/'query=([^']+)'/.exec(story)?.[1] ?? '')).toEqual([]);
  expect(incidents.map(({ id }) => id)).toContain(/--only (\S+)/.exec(story)?.[1]);
});

it('they link only to pages that exist', async () => {
  const known = new Set(alerts.map(({ alert }) => `${alert}.md`));
  for (const { alert } of alerts) {
    const text = await readFile(join(folder, `${alert}.md`), 'utf8');
    for (const [, page = ''] of text.matchAll(/\]\((\w+\.md)\)/g)) expect(known).toContain(page);
  }
});

itWithPrograms(['promtool'])('promtool reads every query in them', async () => {
  await using dir = await makeTempDir();
  const texts = await Promise.all(alerts.map(({ alert }) => readFile(join(folder, `${alert}.md`), 'utf8')));
  const rules = texts.flatMap(queriesOf).map((expr, index) => ({ record: `query:${index}`, expr }));
  const file = join(dir.path, 'queries.yml');
  await writeFile(file, dump({ groups: [{ name: 'queries', rules }] }));

  expect(await runProgram('promtool', ['check', 'rules', file])).toMatchObject({ code: 0 });
});

function queriesOf(text: string): string[] {
  return [...text.matchAll(/```promql\n([^`]*)```/g)].flatMap(([, block = '']) => block.trim().split('\n'));
}
