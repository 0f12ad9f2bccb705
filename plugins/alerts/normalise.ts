import { createHash } from 'node:crypto';
import { isSecretKey } from 'glassgate/plugin-api';
import {
  type AlertLine,
  type AlertLink,
  type AlertMessage,
  rankOf,
  type Severity,
  severities,
  worst,
} from './alert-message.ts';
import { cleanText } from './clean-text.ts';
import { type LinkRules, safeUrl, silencePage } from './links.ts';
import type { Mask } from './mask-secrets.ts';
import type { WebhookAlert, WebhookPayload } from './payload.ts';

const maxListed = 10;
const maxLabels = 24;
const maxTextChars = 1_024;

export interface NormaliseRules {
  readonly receiver: string;
  readonly mask: Mask;
  readonly linkHosts: readonly string[] | undefined;
}

/** One message about the alerts of a payload, without secrets, however large the payload was. */
export function normalise(
  payload: WebhookPayload,
  alerts: readonly WebhookAlert[],
  rules: NormaliseRules,
): AlertMessage {
  const { receiver, mask, linkHosts } = rules;
  const show = (text: string | undefined) =>
    mask.head(cleanText((text ?? '').slice(0, 4 * maxTextChars)), maxTextChars);
  const linkRules: LinkRules = { hosts: linkHosts, redact: (url) => mask.url(url) };
  const firing = alerts.filter(({ status }) => status === 'firing');
  const listed = alerts.toSorted(byUrgency).slice(0, maxListed);
  const { commonLabels, commonAnnotations, groupLabels } = payload;
  const name = groupLabels['alertname'] ?? commonLabels['alertname'] ?? listed[0]?.labels['alertname'];
  return {
    key: dedupKey(payload, alerts, receiver).slice(0, 12),
    group: digest([receiver, payload.groupKey]).slice(0, 32),
    receiver,
    status: firing.length > 0 ? 'firing' : 'resolved',
    severity: worst((firing.length > 0 ? firing : alerts).map(severityOf)),
    title: show(name) || 'Alert',
    summary: show(commonAnnotations['summary']),
    alerts: listed.map((alert) => lineOf(alert, { payload, show, linkRules })),
    firing: firing.length,
    resolved: alerts.length - firing.length,
    hidden: alerts.length - listed.length + payload.truncatedAlerts,
    links: linksOf(
      [
        ['Runbook', runbookOf(commonAnnotations)],
        ['Dashboard', dashboardOf(commonAnnotations)],
        ['Silence', silencePage(payload.externalURL, silenceLabels(payload))],
      ],
      linkRules,
    ),
    note: '',
  };
}

/**
 * The same for every repetition of one notification. The start of each alert is a part of it: an alert that
 * was over and fires again within the window is news.
 */
export function dedupKey(payload: WebhookPayload, alerts: readonly WebhookAlert[], receiver: string): string {
  const members = alerts.map((alert) => [fingerprintOf(alert), alert.status, alert.startsAt].join('\n'));
  return digest([receiver, payload.groupKey, payload.status, ...members.toSorted()]);
}

export function severityOf({ labels }: WebhookAlert): Severity {
  const given = labels['severity']?.toLowerCase();
  if (given === 'none' || given === 'debug') return 'info';
  // A severity that nobody knows had better be seen than dropped.
  return severities.find((severity) => severity === given) ?? 'warning';
}

interface LineParts {
  readonly payload: WebhookPayload;
  readonly show: (text: string | undefined) => string;
  readonly linkRules: LinkRules;
}

function lineOf(alert: WebhookAlert, { payload, show, linkRules }: LineParts): AlertLine {
  const { labels, annotations } = alert;
  const shown = Object.entries(labels).filter(([name]) => name !== 'alertname' && name !== 'severity');
  const own = (find: typeof runbookOf) =>
    find(annotations) === find(payload.commonAnnotations) ? undefined : find(annotations);
  return {
    name: show(labels['alertname']) || 'Alert',
    status: alert.status,
    severity: severityOf(alert),
    summary: show(annotations['summary']),
    description: show(annotations['description'] ?? annotations['message']),
    labels: shown
      .slice(0, maxLabels)
      .map(([name, value]) => [show(name), isSecretKey(name) ? '***' : show(value)]),
    startedAt: instantOf(alert.startsAt),
    endedAt: alert.status === 'resolved' ? instantOf(alert.endsAt) : null,
    links: linksOf(
      [
        ['Runbook', own(runbookOf)],
        ['Dashboard', own(dashboardOf) ?? (alert.panelURL || alert.dashboardURL)],
        ['Silence', alert.silenceURL],
        ['Source', alert.generatorURL],
      ],
      linkRules,
    ),
  };
}

type Texts = Readonly<Record<string, string>>;

const runbookOf = (annotations: Texts) => annotations['runbook_url'] ?? annotations['runbook'];
const dashboardOf = (annotations: Texts) => annotations['dashboard_url'] ?? annotations['dashboard'];

function silenceLabels({ groupLabels, commonLabels }: WebhookPayload): Texts {
  return Object.keys(groupLabels).length > 0 ? groupLabels : commonLabels;
}

function linksOf(wanted: readonly (readonly [string, string | undefined])[], rules: LinkRules): AlertLink[] {
  return wanted.flatMap(([label, text]) => {
    const url = safeUrl(text, rules);
    return url === undefined ? [] : [{ label, url }];
  });
}

// Alertmanager says the year 1 for an end that has not come.
function instantOf(text: string): string | null {
  const ms = Date.parse(text);
  return Number.isFinite(ms) && ms > 0 && ms < 8e14 ? new Date(ms).toISOString() : null;
}

function byUrgency(a: WebhookAlert, b: WebhookAlert): number {
  const rank = (alert: WebhookAlert) => rankOf({ status: alert.status, severity: severityOf(alert) });
  return rank(a) - rank(b) || a.startsAt.localeCompare(b.startsAt);
}

function fingerprintOf({ fingerprint, labels }: WebhookAlert): string {
  if (fingerprint !== '') return fingerprint;
  return digest(Object.entries(labels).flat().toSorted());
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
