import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempDir } from 'glassgate/testing';
import { dump } from 'js-yaml';
import { catalogCheck } from './catalog-check.ts';
import { itWithPrograms, runProgram } from './programs.ts';
import { readRules, repository } from './rule-files.ts';

const folder = join(repository, 'docs/operations');
const alerts = (await readRules('alerts.yml')).map(({ alert = '', annotations = {} }) => ({
  alert,
  dashboard: annotations['dashboard_url'] ?? '',
}));
const check = await catalogCheck(
  (await readRules('recording.yml')).map((rule) => ({ ...rule, record: rule.record ?? '' })),
);

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
    expect(diagnosis).toContain(`(${dashboard}), panel *`);
    expect(diagnosis).toMatch(/```sh\n[^`]*\w/);
    expect(text).toMatch(/## Mitigation\n\n1\. /);
    expect(queriesOf(text).length).toBeGreaterThan(0);
    expect(queriesOf(text).flatMap(check)).toEqual([]);
  },
);

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
