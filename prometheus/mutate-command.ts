import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AlertingRule, RecordingRule } from './generate/rule.ts';
import { mutantsOf, wantedRatio } from './mutate/mutants.ts';
import { readGroups, readTests } from './mutate/read-rules.ts';
import { failureOf } from './mutate/run-tests.ts';
import { survivorsAmong } from './mutate/survivors.ts';

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
    if ((await failureOf(rule, { dir, recording, files })) === '') continue;
    throw new Error(`${rule.alert} fails its own tests, so nothing can be said about its mutants.`);
  }
  const mutants = rules.flatMap(mutantsOf);
  const survivors = await survivorsAmong(mutants, { dir, recording, files });
  for (const { what, rule } of survivors) console.log(`survived: ${rule.alert}, ${what}`);
  const killed = mutants.length - survivors.length;
  console.log(`${killed} of ${mutants.length} mutants of ${rules.length} alerts killed`);
  if (killed / mutants.length < wantedRatio) process.exitCode = 1;
}
