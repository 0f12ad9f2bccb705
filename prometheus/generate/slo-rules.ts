import { annotationsOf } from './annotations.ts';
import { codesOf } from './codes.ts';
import type { AlertingRule, RecordingRule, RuleGroup } from './rule.ts';
import { type BurnAlert, budgetOf, type Objective, type Settings } from './settings.ts';

const service = 'glassgate';
const windows = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;

/** Records with the names and labels of Sloth, so that dashboards made for it work. */
export function sloRecords({ job, slo }: Settings): RuleGroup<RecordingRule>[] {
  return slo.objectives.flatMap((objective) => [
    { name: `slo-errors-${objective.id}`, rules: errorRecords(objective, job, slo.period_days) },
    { name: `slo-budget-${objective.id}`, rules: budgetRecords(objective, slo.period_days) },
  ]);
}

/** One page and one ticket per objective. */
export function burnAlerts(settings: Settings): AlertingRule[] {
  const { job, slo, links } = settings;
  return burnTexts(settings).map((text) => {
    const { alert, objective, form } = text;
    const { severity, for: wait, pairs } = slo[form];
    return {
      alert,
      expr: pairs.map((pair) => burnExpr(objective, pair, job)).join('\nor\n'),
      for: wait,
      labels: { severity, component: 'slo' },
      annotations: annotationsOf(text, links),
    };
  });
}

/** What they say, and where they can be seen. */
export function burnTexts({ slo }: Settings) {
  return slo.objectives.flatMap((objective) =>
    (['page', 'ticket'] as const).map((form) => ({
      objective,
      form,
      alert: `${pascalCase(objective.id)}BudgetBurn${pascalCase(form)}`,
      dashboard: 'slo',
      panels: [`Error ratio, windows of the ${form}`] as const,
      summary: `The error budget of ${objective.id} burns ${form === 'page' ? 'fast' : 'steadily'}.`,
      description: `{{ $value | humanizePercentage }} of ${meaningOf(objective)}; the objective allows ${percent(budgetOf(objective.percent))} over ${slo.period_days} days.`,
    })),
  );
}

function errorRecords(objective: Objective, job: string, days: number): RecordingRule[] {
  const { bad, total } = rates(objective, job);
  const { labels, selector } = identityOf(objective);
  const five = `slo:sli_error:ratio_rate5m{${selector}}[${days}d]`;
  return [
    ...windows.map((window) => ({
      record: `slo:sli_error:ratio_rate${window}`,
      expr: `${bad(window)}\n/\n(${total(window)} > 0)`,
      labels: { ...labels, sloth_window: window },
    })),
    {
      record: `slo:sli_error:ratio_rate${days}d`,
      expr: `sum_over_time(${five})\n/ ignoring (sloth_window)\ncount_over_time(${five})`,
      labels: { ...labels, sloth_window: `${days}d` },
    },
  ];
}

function budgetRecords(objective: Objective, days: number): RecordingRule[] {
  const { labels, selector } = identityOf(objective);
  const budget = budgetOf(objective.percent);
  const burn = (window: string) =>
    `slo:sli_error:ratio_rate${window}{${selector}}\n/ on(sloth_id, sloth_slo, sloth_service) group_left\nslo:error_budget:ratio{${selector}}`;
  const record = (name: string, expr: string) => ({ record: `slo:${name}`, expr, labels });
  return [
    record('objective:ratio', `vector(${round(1 - budget)})`),
    record('error_budget:ratio', `vector(${budget})`),
    record('time_period:days', `vector(${days})`),
    record('current_burn_rate:ratio', burn('5m')),
    record('period_burn_rate:ratio', burn(`${days}d`)),
    record('period_error_budget_remaining:ratio', `1 - slo:period_burn_rate:ratio{${selector}}`),
  ];
}

function identityOf({ id }: Objective) {
  const labels = { sloth_id: `${service}-${id}`, sloth_service: service, sloth_slo: id };
  const selector = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return { labels, selector: selector.join(', ') };
}

function burnExpr(objective: Objective, pair: BurnAlert['pairs'][number], job: string): string {
  const limit = `(${pair.burn} * ${budgetOf(objective.percent)})`;
  const burns = (window: string) =>
    `max without (sloth_window) (slo:sli_error:ratio_rate${window}{sloth_slo="${objective.id}"} > ${limit})`;
  const { count } = rates(objective, job);
  return `(
  ${burns(pair.short)}
  and ${burns(pair.long)}
  and on() (${count(pair.long)} >= ${pair.requests})
)`;
}

/** Bad and all requests per second, and all requests, of a window. */
function rates(objective: Objective, job: string) {
  if ('seconds' in objective) return latencyRates(objective.seconds, job);
  const sum = (fn: 'rate' | 'increase', codes: string, window: string) =>
    `sum(${fn}(glassgate_solve_requests_total{job="${job}",${codes}}[${window}]))`;
  const good = new Set<string>(objective.good_codes);
  const bad = `code=~"${codesOf(objective.bad_kinds)
    .filter((code) => !good.has(code))
    .join('|')}"`;
  const counted = `code!~"${codesOf(objective.ignored_kinds).join('|')}"`;
  return {
    bad: (window: string) => sum('rate', bad, window),
    total: (window: string) => sum('rate', counted, window),
    count: (window: string) => sum('increase', counted, window),
  };
}

function latencyRates(seconds: number, job: string) {
  const sum = (fn: 'rate' | 'increase', suffix: string, window: string) =>
    `sum(${fn}(glassgate_run_duration_seconds_${suffix}[${window}]))`;
  const ok = `job="${job}",chain="solve",outcome="ok"`;
  const all = (fn: 'rate' | 'increase', window: string) => sum(fn, `count{${ok}}`, window);
  // Prometheus 3 writes 60 as 60.0 when it stores a bucket.
  const inTime = (window: string) => sum('rate', `bucket{${ok},le=~"${seconds}|${seconds}[.]0"}`, window);
  return {
    bad: (window: string) => `(${all('rate', window)} - ${inTime(window)})`,
    total: (window: string) => all('rate', window),
    count: (window: string) => all('increase', window),
  };
}

function meaningOf(objective: Objective): string {
  if ('seconds' in objective) return `successful solves take longer than ${objective.seconds} s`;
  return objective.bad_kinds.includes('busy')
    ? 'solves are refused for lack of room'
    : 'solves fail through a worker or the gateway';
}

function pascalCase(id: string): string {
  return id.replace(/(?:^|-)(\w)/g, (_match, letter: string) => letter.toUpperCase());
}

const round = (value: number) => Math.round(value * 1e9) / 1e9;
const percent = (ratio: number) => `${round(ratio * 100)} %`;
