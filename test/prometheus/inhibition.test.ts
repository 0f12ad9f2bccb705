import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { itWithPrograms } from '../programs.ts';
import { type KnownAlert, type Labels, startAlertmanager } from './alertmanager-process.ts';
import { here, inhibitionCases, type Sent } from './inhibition-cases.ts';
import { readRuleTests, repository } from './rule-files.ts';

const config = await readFile(join(repository, 'prometheus/alertmanager.yml'), 'utf8');
const tests = await readRuleTests();
const patienceMs = 20_000;

/** The labels that the alert really has, by its tests: a label that is missing decides who is held back. */
function labelsOf({ alert, labels = {} }: Sent): Labels {
  const shown = tests
    .flatMap(({ alert_rule_test: all = [] }) => all)
    .find(({ alertname, exp_alerts }) => alertname === alert && exp_alerts.length > 0)?.exp_alerts[0];
  if (shown === undefined) throw new Error(`No test shows '${alert}'.`);
  const own = Object.entries({ ...here, ...labels }).filter(([name]) => name in shown.exp_labels);
  return { alertname: alert, ...shown.exp_labels, ...Object.fromEntries(own) };
}

const nameOf = ({ alertname, job, instance, device, mountpoint, limiter }: Labels) =>
  [alertname, job, instance, device, mountpoint, limiter].filter((part) => part !== undefined).join(' ');
const statesOf = (alerts: readonly KnownAlert[]) =>
  Object.fromEntries(alerts.map(({ labels, status }) => [nameOf(labels), status.state]));
const all = (sent: readonly Sent[], state: string) =>
  Object.fromEntries(sent.map((one) => [nameOf(labelsOf(one)), state]));

for (const { source, heldBack, told } of inhibitionCases) {
  itWithPrograms(['prometheus-alertmanager'])(
    `${source} holds back ${[...new Set(heldBack.map(({ alert }) => alert))].join(', ')}, and nothing else`,
    async () => {
      await using alertmanager = await startAlertmanager(config);
      const [cause, held] = [{ alert: source }, heldBack.map(labelsOf)];
      await alertmanager.post([cause, ...heldBack, ...told].map(labelsOf));

      const names = new Set(held.map(nameOf));
      const isHeld = ({ labels, status }: KnownAlert) =>
        status.state === 'suppressed' || !names.has(nameOf(labels));
      await alertmanager.alertsOnce((alerts) => alerts.length > 0 && alerts.every(isHeld), patienceMs);
      // What holds them back may have come while the list was written: only the next one says who is free.
      const alerts = await alertmanager.alertsOnce(() => true, patienceMs);

      expect(statesOf(alerts)).toEqual({
        ...all([cause, ...told], 'active'),
        ...all(heldBack, 'suppressed'),
      });
    },
    60_000,
  );
}
