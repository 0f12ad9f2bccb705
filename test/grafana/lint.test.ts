import { itWithPrograms } from '../programs.ts';
import { type Complaint, lint, lintRules } from './lint-rules.ts';
import { type DashboardJson, readDashboards, readQueries } from './read-dashboards.ts';
import { refusedPromql } from './refused-promql.ts';

interface Exclusion {
  readonly rules: readonly string[];
  readonly reason: string;
  readonly applies: (complaint: Complaint) => boolean;
}

const matcherRules = ['target-job-rule', 'target-instance-rule'];

const exclusions: readonly Exclusion[] = [
  {
    rules: matcherRules,
    reason: 'Objectives hold for the service, so their records carry neither job nor instance.',
    applies: ({ message }) => message.startsWith('slo:'),
  },
  {
    rules: matcherRules,
    reason: 'An alert carries the labels that its expression leaves, and absent() leaves none.',
    applies: ({ message }) => message.startsWith('ALERTS '),
  },
  {
    rules: matcherRules,
    reason: 'Prometheus and Alertmanager are other jobs than the gateway.',
    applies: ({ message }) => /^(prometheus|alertmanager)_/.test(message),
  },
  {
    rules: matcherRules,
    reason: 'The machine is the target of another job, and `$host` chooses it.',
    applies: ({ message }) => message.startsWith('node_'),
  },
  {
    rules: ['target-rate-interval-rule'],
    reason: 'What a disk will do is told from hours, as its alert does.',
    applies: ({ where }) => where.endsWith('Bytes left, foreseen'),
  },
  {
    rules: ['target-rate-interval-rule'],
    reason: 'Rare events are counted over an hour or a day, as the title says.',
    applies: ({ where, message }) =>
      (message.includes('[1h]') && /(\(1 h\)|Alertmanager)$/.test(where)) ||
      (message.includes('[24h]') && where.endsWith('(24 h)')),
  },
];

function queriesOf({ templating }: DashboardJson): string[] {
  return templating.list.flatMap(
    ({ definition = '' }) => /^label_values\((.+), \w+\)$/.exec(definition)?.[1] ?? [],
  );
}

describe('the dashboards', () => {
  itWithPrograms(['promtool'])('keep the eleven rules of the dashboard linter', async () => {
    const dashboards = [...(await readDashboards()).values()];
    const exprs = (await readQueries()).map(({ expr }) => expr);
    const refused = await refusedPromql([...exprs, ...dashboards.flatMap(queriesOf)]);

    const complaints = dashboards.flatMap((dashboard) => lint({ dashboard, refused }));

    const isExcluded = (complaint: Complaint) =>
      exclusions.some(({ rules, applies }) => rules.includes(complaint.rule) && applies(complaint));
    expect(Object.keys(lintRules)).toHaveLength(11);
    expect(complaints.filter((complaint) => !isExcluded(complaint))).toEqual([]);
    // An exclusion that nothing needs is a hole in the rules.
    expect(exclusions.filter(({ applies }) => !complaints.some(applies)).map(({ reason }) => reason)).toEqual(
      [],
    );
  });
});

describe('the rules', () => {
  itWithPrograms(['promtool'])('each find what they look for', async () => {
    const [dashboard] = (await readDashboards()).values();
    const [panel] = dashboard?.panels ?? [];
    const [target] = panel?.targets ?? [];
    if (dashboard === undefined || panel === undefined || target === undefined) throw new Error('No panel.');
    const expr = 'rate(up[5m]';
    const spoilt: DashboardJson = {
      ...dashboard,
      templating: { list: [{ name: 'x', label: 'X', type: 'query', definition: 'label_values(up{, job)' }] },
      panels: [
        {
          ...panel,
          description: '',
          datasource: { type: 'prometheus', uid: 'mine' },
          fieldConfig: { defaults: { ...panel.fieldConfig.defaults, unit: 'fortnights' } },
          targets: [{ ...target, expr }],
        },
      ],
    };

    const refused = await refusedPromql(['up', expr, ...queriesOf(spoilt)]);
    const complaints = lint({ dashboard: spoilt, refused });

    expect(refused).toEqual(new Set([expr, 'up{']));
    expect(complaints.map(({ rule }) => rule)).toEqual(Object.keys(lintRules));
  });
});
