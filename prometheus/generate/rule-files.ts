import { dump } from 'js-yaml';
import { alertGroups } from './alert-groups.ts';
import { annotationsOf } from './annotations.ts';
import { sharedRecords } from './records.ts';
import { type AlertingRule, type AlertText, exprParts } from './rule.ts';
import type { Settings } from './settings.ts';
import { burnAlerts, sloRecords } from './slo-rules.ts';

const header = '# Written by `npm run rules` from prometheus/slo.yaml. Do not edit.\n';

/** The text of each rule file, by name. */
export function ruleFiles(settings: Settings): Readonly<Record<'recording.yml' | 'alerts.yml', string>> {
  checkNames(settings);
  const job = `job="${settings.job}"`;
  const records = [{ name: 'glassgate', rules: sharedRecords(job) }, ...sloRecords(settings)];
  const alerts = [
    { name: 'slo', rules: burnAlerts(settings) },
    ...alertGroups.map(({ component, alerts: texts }) => ({
      name: component,
      rules: texts.map((text) => alertRule(text, component, settings)),
    })),
  ];
  return { 'recording.yml': yamlOf({ groups: records }), 'alerts.yml': yamlOf({ groups: alerts }) };
}

function alertRule(text: AlertText, component: string, settings: Settings): AlertingRule {
  const { alerts, links } = settings;
  const numbers = alerts[text.alert];
  if (numbers === undefined) throw new Error(`slo.yaml gives no numbers for ${text.alert}.`);
  return {
    alert: text.alert,
    expr: text.expr(exprParts(text.alert, settings)),
    ...(numbers.for !== undefined && { for: numbers.for }),
    labels: { severity: numbers.severity, component },
    annotations: annotationsOf(text, links),
  };
}

function checkNames({ alerts }: Settings): void {
  const known = new Set(alertGroups.flatMap((group) => group.alerts.map(({ alert }) => alert)));
  const unknown = Object.keys(alerts).filter((name) => !known.has(name));
  if (unknown.length > 0) throw new Error(`slo.yaml has numbers for no alert: ${unknown.join(', ')}.`);
}

function yamlOf(content: object): string {
  return header + dump(content, { lineWidth: -1, noRefs: true });
}
