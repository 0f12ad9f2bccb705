import { type Severity, worst } from './alert-message.ts';
import type { RouteConfig } from './config.ts';
import { severityOf } from './normalise.ts';
import type { WebhookAlert, WebhookPayload } from './payload.ts';

interface Routed {
  readonly receiver: string;
  readonly severity: Severity;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * The channels for the alerts of one payload. What is over counts as well: who was told that something critical
 * fires is told that it has ended.
 */
export function chooseChannels(
  routes: readonly RouteConfig[],
  payload: WebhookPayload,
  { alerts, receiver }: { readonly alerts: readonly WebhookAlert[]; readonly receiver: string },
): string[] {
  const routed = { receiver, severity: worst(alerts.map(severityOf)), labels: payload.commonLabels };
  const channels = new Set<string>();
  for (const route of routes) {
    if (!takes(route, routed)) continue;
    for (const id of route.channels) channels.add(id);
    if (!route.continue) break;
  }
  return [...channels];
}

function takes({ receivers, severities, labels }: RouteConfig, routed: Routed): boolean {
  if (receivers !== undefined && !receivers.includes(routed.receiver)) return false;
  if (severities !== undefined && !severities.includes(routed.severity)) return false;
  return Object.entries(labels ?? {}).every(([name, value]) => routed.labels[name] === value);
}
