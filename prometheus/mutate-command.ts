import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AlertingRule, RecordingRule } from './generate/rule.ts';
import { type Mutant, mutantsOf } from './mutate/mutants.ts';
import { readGroups, readTests } from './mutate/read-rules.ts';
import { failureOf } from './mutate/run-tests.ts';

const wantedRatio = 0.95;
const only = process.argv[2];

const recording = await readGroups<RecordingRule>('recording.yml');
const files = await readTests();
const rules = (await readGroups<AlertingRule>('alerts.yml'))
  .flatMap((group) => group.rules)
  .filter(({ alert }) => only === undefined || alert.includes(only));
const dir = await mkdtemp(join(tmpdir(), 'glassgate-mutants-'));
try {
  await run();
} finally {
  await rm(dir, { recursive: true, force: true });
}

async function run(): Promise<void> {
  for (const rule of rules) {
    if (await survives(rule, 'original')) continue;
    throw new Error(`${rule.alert} fails its own tests, so nothing can be said about its mutants.`);
  }
  const waiting = rules.flatMap((rule) => mutantsOf(rule));
  const total = waiting.length;
  const survivors: Mutant[] = [];
  const work = async (place: string) => {
    for (let mutant = waiting.pop(); mutant !== undefined; mutant = waiting.pop()) {
      if (await survives(mutant.rule, place)) survivors.push(mutant);
    }
  };
  await Promise.all(
    Array.from({ length: availableParallelism() }, (_value, index) => work(`worker-${index}`)),
  );
  for (const { what, rule } of survivors) console.log(`survived: ${rule.alert}, ${what}`);
  const killed = total - survivors.length;
  console.log(`${killed} of ${total} mutants of ${rules.length} alerts killed`);
  if (killed / total < wantedRatio) process.exitCode = 1;
}

async function survives(rule: AlertingRule, place: string): Promise<boolean> {
  return (await failureOf(rule, { dir: join(dir, place), recording, files })) === '';
}
