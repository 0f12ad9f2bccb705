import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { spanSections } from '../telemetry/catalog/span-sections.ts';
import { spansPage } from '../telemetry/catalog/spans-page.ts';
import { pluginSpans } from './span-catalog.ts';

const plugins = await pluginSpans();

it('is what docs/spans.md says: run `npm run docs:spans` after a change', async () => {
  const page = resolve(import.meta.dirname, '../../docs/spans.md');

  expect(await readFile(page, 'utf8')).toBe(spansPage(plugins));
});

it('has sections with names of their own, so that their headings can be linked to', () => {
  const titles = spanSections(plugins).map(({ title }) => title);

  expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
});

it.each(spanSections(plugins).map((section) => [section.title, section] as const))(
  'says in %s what each attribute means, under a name as the conventions have it',
  (_title, { attributes }) => {
    for (const [key, { help }] of Object.entries(attributes)) {
      expect(key).toMatch(/^[a-z_]+(?:\.[a-z][a-z0-9_]*)+$/);
      expect(help).toMatch(/^[A-Z0-9`].*[.…]$/);
    }
  },
);
