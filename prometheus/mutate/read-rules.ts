import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { load } from 'js-yaml';
import type { RuleGroup } from '../generate/rule.ts';
import type { TestFile } from './run-tests.ts';

const rulesDir = join(import.meta.dirname, '../rules');

/** The groups of a rule file. */
export async function readGroups<R>(name: string): Promise<readonly RuleGroup<R>[]> {
  const text = await readFile(join(rulesDir, name), 'utf8');
  return (load(text) as { groups: readonly RuleGroup<R>[] }).groups;
}

/** The files for `promtool test rules`. */
export async function readTests(): Promise<TestFile[]> {
  const folder = join(rulesDir, 'tests');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yml')).sort();
  return Promise.all(
    names.map(async (name) => ({
      ...(load(await readFile(join(folder, name), 'utf8')) as Omit<TestFile, 'name'>),
      name,
    })),
  );
}
