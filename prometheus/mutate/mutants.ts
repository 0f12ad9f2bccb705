import type { AlertingRule } from '../generate/rule.ts';

/** An alert with one mistake in it that its tests should notice. */
export interface Mutant {
  readonly what: string;
  readonly rule: AlertingRule;
}

/** So many of the mutants must be noticed. */
export const wantedRatio = 0.95;

const comparison = /(==|!=|>=|<=|>|<)(\s*\(?)(\d[\d.e+]*)/g;
const opposites: Readonly<Record<string, string>> = {
  '>': '<=',
  '<': '>=',
  '>=': '<',
  '<=': '>',
  '==': '!=',
  '!=': '==',
};

/** Every mutant of an alert. */
export function mutantsOf(rule: AlertingRule): Mutant[] {
  return [...mutantsOfExpr(rule), ...mutantsOfWait(rule), severityMutant(rule)];
}

function mutantsOfExpr(rule: AlertingRule): Mutant[] {
  return [...rule.expr.matchAll(comparison)].flatMap(
    ({ index, 0: all, 1: sign = '', 2: gap = '', 3: number = '' }) => {
      const replaced = (text: string) => ({
        ...rule,
        expr: `${rule.expr.slice(0, index)}${text}${rule.expr.slice(index + all.length)}`,
      });
      const place = `${all} at ${index}`;
      const changed = (what: string, value: number) => ({
        what: `${what}: ${place}`,
        rule: replaced(`${sign}${gap}${value}`),
      });
      const value = Number(number);
      return [
        { what: `comparison inverted: ${place}`, rule: replaced(`${opposites[sign]}${gap}${number}`) },
        // Half more is enough to be noticed; nothing becomes one.
        changed('threshold raised', value === 0 ? 1 : value * 1.5),
        ...(value === 0 ? [] : [changed('threshold lowered', value * 0.7)]),
      ];
    },
  );
}

function mutantsOfWait(rule: AlertingRule): Mutant[] {
  const { for: wait } = rule;
  if (wait === undefined) return [{ what: 'waits for 10m', rule: { ...rule, for: '10m' } }];
  const longer = `${Number.parseInt(wait, 10) * 10}${wait.slice(-1)}`;
  return [
    { what: `waits for ${longer}`, rule: { ...rule, for: longer } },
    { what: 'does not wait', rule: { ...rule, for: '0s' } },
  ];
}

function severityMutant(rule: AlertingRule): Mutant {
  const severity = rule.labels['severity'] === 'critical' ? 'warning' : 'critical';
  return { what: `severity ${severity}`, rule: { ...rule, labels: { ...rule.labels, severity } } };
}
