import { type LabelMatcher, promqlNames } from '../promql-names.ts';
import type { DashboardJson, PanelJson } from './read-dashboards.ts';

export interface Complaint {
  readonly rule: string;
  readonly where: string;
  readonly message: string;
}

/** What rules see: expressions that a real parser has refused are known before. */
export interface Linted {
  readonly dashboard: DashboardJson;
  readonly refused: ReadonlySet<string>;
}

type Rule = (linted: Linted) => string[] | { where: string; message: string }[];

// What Grafana fills in: the choice at the top of the page.
const chosenSource = `\${datasource}`;

const units = new Set(['none', 'short', 'bool', 's', 'bytes', 'percentunit', 'reqps', 'ops', 'cps', 'Bps']);

function variableOf({ templating }: DashboardJson, name: string) {
  return templating.list.find((variable) => variable.name === name);
}

/**
 * `job` and `instance` are lists of values that may be chosen together, all of them at first. The linter wants `.+` for
 * all; other programs have `up` and `process_…` too, so here all must mean those of the list.
 */
function templateRule(name: 'job' | 'instance', label: string): Rule {
  return ({ dashboard }) => {
    const variable = variableOf(dashboard, name);
    if (variable === undefined) return [`There is no variable ${name}.`];
    const wishes: [boolean, string][] = [
      [variable.type === 'query', 'is a query'],
      [variable.label === label, `is labelled ${label}`],
      [variable.datasource?.uid === chosenSource, 'asks the chosen data source'],
      [variable.multi === true && variable.includeAll === true, 'takes several values and all'],
      [variable.allValue === undefined, 'means the values of its list with all'],
      [variable.refresh === 2, 'is read again when the time range changes'],
    ];
    return wishes.filter(([holds]) => !holds).map(([, wish]) => `The variable ${name} is not so: ${wish}.`);
  };
}

function perPanel(check: (panel: PanelJson) => string[]): Rule {
  return ({ dashboard }) =>
    dashboard.panels.flatMap((panel) => check(panel).map((message) => ({ where: panel.title, message })));
}

function perTarget(check: (expr: string, linted: Linted) => string[]): Rule {
  return (linted) => perPanel(({ targets }) => targets.flatMap(({ expr }) => check(expr, linted)))(linted);
}

function matcherRule(label: 'job' | 'instance'): Rule {
  const isWanted = (matcher: LabelMatcher) =>
    matcher.label === label && matcher.operator === '=~' && matcher.value === `$${label}`;
  return perTarget((expr) =>
    promqlNames(expr)
      .metrics.filter(({ matchers }) => !matchers.some(isWanted))
      .map(({ name }) => `${name} is asked for without ${label}=~"$${label}".`),
  );
}

/** The rules of grafana/dashboard-linter, under its names. */
export const lintRules: Readonly<Record<string, Rule>> = {
  'template-datasource-rule': ({ dashboard }) => {
    const variable = variableOf(dashboard, 'datasource');
    const isRight =
      variable?.type === 'datasource' &&
      variable.label === 'Data source' &&
      variable.current?.value === 'glassgate-prom';
    return isRight ? [] : ['The variable datasource is missing or wrong.'];
  },
  'template-job-rule': templateRule('job', 'Job'),
  'template-instance-rule': templateRule('instance', 'Instance'),
  'template-label-promql-rule': ({ dashboard, refused }) =>
    dashboard.templating.list
      .filter(({ type }) => type === 'query')
      .map(({ definition = '' }) => /^label_values\((.+), \w+\)$/.exec(definition)?.[1] ?? definition)
      .filter((expr) => expr.startsWith('label_values') || refused.has(expr))
      .map((expr) => `${expr} is no PromQL.`),
  'panel-datasource-rule': perPanel(({ datasource, targets }) =>
    [datasource, ...targets.map((target) => target.datasource)].every(({ uid }) => uid === chosenSource)
      ? []
      : ['It asks another data source than the chosen one.'],
  ),
  'panel-title-description-rule': perPanel(({ title, description }) =>
    title !== '' && description.length > 15 ? [] : ['It needs a title and a description.'],
  ),
  'panel-units-rule': perPanel(({ fieldConfig }) =>
    units.has(fieldConfig.defaults.unit) ? [] : [`The unit ${fieldConfig.defaults.unit} is not known.`],
  ),
  'target-promql-rule': perTarget((expr, { refused }) =>
    refused.has(expr) ? [`${expr} is no PromQL.`] : [],
  ),
  'target-rate-interval-rule': perTarget((expr) =>
    [...expr.matchAll(/\[([^\]]+)\]/g)]
      .filter(([, range]) => range !== '$__rate_interval')
      .map(([, range]) => `It looks at [${range}] instead of [$__rate_interval].`),
  ),
  'target-job-rule': matcherRule('job'),
  'target-instance-rule': matcherRule('instance'),
};

/** What the rules say of a dashboard. */
export function lint(linted: Linted): Complaint[] {
  return Object.entries(lintRules).flatMap(([rule, check]) =>
    check(linted).map((said) =>
      typeof said === 'string'
        ? { rule, where: linted.dashboard.title, message: said }
        : { rule, where: `${linted.dashboard.title} / ${said.where}`, message: said.message },
    ),
  );
}
