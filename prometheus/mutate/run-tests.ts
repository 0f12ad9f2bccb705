import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { dump } from 'js-yaml';
import type { AlertingRule, RecordingRule, RuleGroup } from '../generate/rule.ts';

interface RuleTest {
  readonly input_series?: readonly { readonly series: string }[];
  readonly alert_rule_test?: readonly { readonly alertname: string }[];
}

export interface TestFile {
  readonly name: string;
  readonly evaluation_interval: string;
  readonly tests: readonly RuleTest[];
}

export interface RunOptions {
  readonly dir: string;
  readonly recording: readonly RuleGroup<RecordingRule>[];
  readonly files: readonly TestFile[];
}

/** What is wrong with an alert by the tests that are about it; empty when it passes them. */
export async function failureOf(rule: AlertingRule, { dir, recording, files }: RunOptions): Promise<string> {
  await mkdir(dir, { recursive: true });
  const rules = ['recording.yml', 'alerts.yml'];
  // Records cost most of the time, so only those that the alert needs are evaluated.
  const groups = recording
    .map((group) => ({ ...group, rules: group.rules.filter((record) => isUsed(record, rule)) }))
    .filter((group) => group.rules.length > 0);
  await writeFile(join(dir, 'recording.yml'), dump({ groups }));
  await writeFile(join(dir, 'alerts.yml'), dump({ groups: [{ name: 'mutant', rules: [rule] }] }));
  // The alert sees the records of the same moment.
  const group_eval_order = [...groups.map(({ name }) => name), 'mutant'];
  const exprs = [rule, ...groups.flatMap((group) => group.rules)].map(({ expr }) => expr).join(' ');
  for (const { name, evaluation_interval, tests } of files) {
    const own = tests.flatMap((test) => {
      const about = (test.alert_rule_test ?? []).filter(({ alertname }) => alertname === rule.alert);
      if (about.length === 0) return [];
      // Nobody reads the others, and they take time.
      const input_series = test.input_series?.filter(({ series }) => exprs.includes(nameOf(series)));
      return [{ ...test, input_series, promql_expr_test: undefined, alert_rule_test: about }];
    });
    if (own.length === 0) continue;
    const content = dump(
      { rule_files: rules, evaluation_interval, group_eval_order, tests: own },
      { skipInvalid: true },
    );
    await writeFile(join(dir, name), content);
    const { code, output } = await promtool(['test', 'rules', join(dir, name)]);
    if (code !== 0) return output;
  }
  return '';
}

function nameOf(series: string): string {
  return series.replace(/[{].*/s, '');
}

function isUsed({ record, labels }: RecordingRule, { expr }: AlertingRule): boolean {
  return expr.includes(record) && expr.includes(labels?.['sloth_slo'] ?? '');
}

async function promtool(args: readonly string[]) {
  const child = spawn('promtool', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const { promise: exited, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject);
  child.once('close', resolve);
  const [code, out, complaints] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
  return { code, output: `${out}${complaints}` };
}
