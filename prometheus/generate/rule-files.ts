import { dump } from 'js-yaml';
import { admissionAlerts } from './alerts/admission.ts';
import { alertingAlerts } from './alerts/alerting.ts';
import { containerAlerts } from './alerts/containers.ts';
import { databaseAlerts } from './alerts/database.ts';
import { gatewayAlerts } from './alerts/gateway.ts';
import { ioLogAlerts } from './alerts/io-log.ts';
import { processAlerts } from './alerts/process.ts';
import { profileAlerts } from './alerts/profiles.ts';
import { telemetryAlerts } from './alerts/telemetry.ts';
import { upstreamAlerts } from './alerts/upstream.ts';
import { sharedRecords } from './records.ts';
import { type AlertGroup, type AlertingRule, type AlertText, exprParts } from './rule.ts';
import type { Settings } from './settings.ts';
import { burnAlerts, sloRecords } from './slo-rules.ts';

const groups: readonly AlertGroup[] = [
  gatewayAlerts,
  containerAlerts,
  profileAlerts,
  admissionAlerts,
  upstreamAlerts,
  ioLogAlerts,
  databaseAlerts,
  processAlerts,
  telemetryAlerts,
  alertingAlerts,
];

const header = '# Written by `npm run rules` from prometheus/slo.yaml. Do not edit.\n';

/** The text of each rule file, by name. */
export function ruleFiles(settings: Settings): Readonly<Record<'recording.yml' | 'alerts.yml', string>> {
  checkNames(settings);
  const job = `job="${settings.job}"`;
  const records = [{ name: 'glassgate', rules: sharedRecords(job) }, ...sloRecords(settings)];
  const alerts = [
    { name: 'slo', rules: burnAlerts(settings) },
    ...groups.map(({ component, alerts: texts }) => ({
      name: component,
      rules: texts.map((text) => alertRule(text, component, settings)),
    })),
  ];
  return { 'recording.yml': yamlOf({ groups: records }), 'alerts.yml': yamlOf({ groups: alerts }) };
}

function alertRule(text: AlertText, component: string, { job, alerts, links }: Settings): AlertingRule {
  const { alert, dashboard, expr, summary, description } = text;
  const numbers = alerts[alert];
  if (numbers === undefined) throw new Error(`slo.yaml gives no numbers for ${alert}.`);
  return {
    alert,
    expr: expr(exprParts(alert, job, numbers)),
    ...(numbers.for !== undefined && { for: numbers.for }),
    labels: { severity: numbers.severity, component },
    annotations: {
      summary,
      description,
      runbook_url: `${links.runbooks}/${alert}.md`,
      dashboard_url: `${links.dashboards}/glassgate-${dashboard}`,
    },
  };
}

function checkNames({ alerts }: Settings): void {
  const known = new Set(groups.flatMap((group) => group.alerts.map(({ alert }) => alert)));
  const unknown = Object.keys(alerts).filter((name) => !known.has(name));
  if (unknown.length > 0) throw new Error(`slo.yaml has numbers for no alert: ${unknown.join(', ')}.`);
}

function yamlOf(content: object): string {
  return header + dump(content, { lineWidth: -1, noRefs: true });
}
