import { makeTempDir } from 'glassgate/testing';
import type { AlertingRule, RecordingRule } from '../../prometheus/generate/rule.ts';
import { mutantsOf, wantedRatio } from '../../prometheus/mutate/mutants.ts';
import { readGroups, readTests } from '../../prometheus/mutate/read-rules.ts';
import { sampleMutants } from '../../prometheus/mutate/sample.ts';
import { survivorsAmong } from '../../prometheus/mutate/survivors.ts';
import { itWithPrograms } from '../programs.ts';

const recording = await readGroups<RecordingRule>('recording.yml');
const files = await readTests();
const alerts = (await readGroups<AlertingRule>('alerts.yml')).flatMap(({ rules }) => rules);
const perAlert = 1;
const sample = sampleMutants(alerts, perAlert);

/** What was done to it, without the place. */
const kindOf = (what: string) => /^(comparison|threshold \w+|waits|does not wait|severity)/.exec(what)?.[0];

it('the sample has mutants of each alert, and every kind of mistake', () => {
  expect(sample.map(({ rule }) => rule.alert)).toEqual(
    alerts.flatMap((rule) =>
      mutantsOf(rule)
        .slice(0, perAlert)
        .map(() => rule.alert),
    ),
  );
  expect([...new Set(sample.map(({ what }) => kindOf(what)))].sort()).toEqual([
    'comparison',
    'does not wait',
    'severity',
    'threshold lowered',
    'threshold raised',
    'waits',
  ]);
});

// `npm run rules:mutate` asks about all of them, which takes some minutes.
itWithPrograms(['promtool'])(
  'of the mistakes in the sample, the tests of the alerts notice at least 95 %',
  async () => {
    await using dir = await makeTempDir();

    const survivors = await survivorsAmong(sample, { dir: dir.path, recording, files });

    const names = survivors.map(({ rule, what }) => `${rule.alert}, ${what}`);
    const isEnough = 1 - survivors.length / sample.length >= wantedRatio;
    expect({ isEnough, names }).toEqual({ isEnough: true, names });
  },
  240_000,
);

itWithPrograms(['promtool'])('a change that no test notices is a survivor', async () => {
  await using dir = await makeTempDir();
  const unharmed = alerts.filter(({ alert }) => alert === 'GlassgateDown');
  const mutants = unharmed.map((rule) => ({ what: 'nothing', rule }));

  expect(await survivorsAmong(mutants, { dir: dir.path, recording, files })).toEqual(mutants);
  expect(mutants).toHaveLength(1);
});
