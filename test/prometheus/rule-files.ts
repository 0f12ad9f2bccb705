import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { load } from 'js-yaml';

export const repository = resolve(import.meta.dirname, '../..');
export const rulesDir = join(repository, 'prometheus/rules');

export interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface RuleTest {
  readonly name: string;
  readonly alert_rule_test?: readonly {
    readonly alertname: string;
    readonly exp_alerts: readonly { readonly exp_labels: Readonly<Record<string, string>> }[];
  }[];
}

export async function readRules(name: string): Promise<Rule[]> {
  // The files are ours; the tests below look at what is in them.
  const { groups } = load(await readFile(join(rulesDir, name), 'utf8')) as { groups: { rules: Rule[] }[] };
  return groups.flatMap(({ rules }) => rules);
}

async function ruleTestFiles(): Promise<string[]> {
  return (await readdir(join(rulesDir, 'tests'))).filter((name) => name.endsWith('.yml')).sort();
}

/** What recording rules make. */
export async function readRecords(): Promise<(Rule & { readonly record: string })[]> {
  return (await readRules('recording.yml')).flatMap((rule) =>
    rule.record === undefined ? [] : [{ ...rule, record: rule.record }],
  );
}

export async function readRuleTests(): Promise<RuleTest[]> {
  const texts = (await ruleTestFiles()).map((name) => readFile(join(rulesDir, 'tests', name), 'utf8'));
  return (await Promise.all(texts)).flatMap((text) => (load(text) as { tests: RuleTest[] }).tests);
}
