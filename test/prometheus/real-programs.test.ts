import { join } from 'node:path';
import { makeTempDir } from 'glassgate/testing';
import type { AlertingRule, RecordingRule } from '../../prometheus/generate/rule.ts';
import { readGroups, readTests } from '../../prometheus/mutate/read-rules.ts';
import { failureOf } from '../../prometheus/mutate/run-tests.ts';
import { itWithPrograms, runProgram } from '../programs.ts';
import { repository, rulesDir } from './rule-files.ts';

const config = join(repository, 'prometheus/alertmanager.yml');

itWithPrograms(['promtool'])('promtool finds no fault with the rules and the configuration', async () => {
  const rules = ['recording.yml', 'alerts.yml'].map((name) => join(rulesDir, name));

  const results = await Promise.all([
    runProgram('promtool', ['check', 'rules', '--lint=all', '--lint-fatal', ...rules]),
    runProgram('promtool', ['check', 'config', join(repository, 'prometheus/prometheus.yml')]),
  ]);

  expect(results.map(({ code, output }) => (code === 0 ? '' : output))).toEqual(['', '']);
});

const recording = await readGroups<RecordingRule>('recording.yml');
const files = await readTests();
const alerts = (await readGroups<AlertingRule>('alerts.yml')).flatMap(({ rules }) => rules);

// Alone with the records that it needs, each takes a second; all rules for all tests would take minutes.
for (const rule of alerts) {
  itWithPrograms(['promtool'])(
    `${rule.alert} does what its tests say`,
    async () => {
      await using dir = await makeTempDir();

      expect(await failureOf(rule, { dir: dir.path, recording, files })).toBe('');
    },
    120_000,
  );
}

itWithPrograms(['promtool'])(
  'records are what their tests say',
  async () => {
    const { code, output } = await runProgram('promtool', [
      'test',
      'rules',
      join(rulesDir, 'tests/records.yml'),
    ]);

    expect(code === 0 ? '' : output).toBe('');
  },
  120_000,
);

itWithPrograms(['amtool'])('amtool finds no fault with the configuration of Alertmanager', async () => {
  const { code, output } = await runProgram('amtool', ['check-config', config]);

  expect(code === 0 ? '' : output).toBe('');
});

const routes = [
  ['dead-man', 'alertname=Watchdog', 'severity=none'],
  ['page', 'alertname=GlassgateDown', 'severity=critical'],
  ['ticket', 'alertname=GlassgateContainerDown', 'severity=warning'],
  ['log', 'alertname=GlassgateProfileNearLimit', 'severity=info'],
  ['ops', 'alertname=SomethingElse'],
  ['ops', 'alertname=SomethingElse', 'severity=none'],
] as const;

for (const [receiver, ...labels] of routes) {
  itWithPrograms(['amtool'])(`Alertmanager sends ${labels.join(' ')} to ${receiver}`, async () => {
    const args = ['config', 'routes', 'test', `--config.file=${config}`, `--verify.receivers=${receiver}`];

    const { code, output } = await runProgram('amtool', [...args, ...labels]);

    expect(code === 0 ? '' : output).toBe('');
  });
}
