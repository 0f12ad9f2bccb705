import { GlassgateError } from 'glassgate/plugin-api';
import { z } from 'zod';
import { statuses } from './alert-message.ts';

// Senders written in Go say null for an empty map.
const texts = z
  .record(z.string(), z.string())
  .nullish()
  .transform((map) => map ?? {});
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

const alert = z.object({
  status: z.enum(statuses),
  labels: texts,
  annotations: texts,
  startsAt: text,
  endsAt: text,
  generatorURL: text,
  fingerprint: text,
  // Of Grafana.
  dashboardURL: text,
  panelURL: text,
  silenceURL: text,
});

/** What Alertmanager posts (version 4), and Grafana (version 1), which says the same and more. */
const webhookPayload = z.object({
  version: z.enum(['4', '1']),
  groupKey: z.string().min(1).max(65_536),
  status: z.enum(statuses),
  receiver: text,
  alerts: z.array(alert),
  groupLabels: texts,
  commonLabels: texts,
  commonAnnotations: texts,
  externalURL: text,
  truncatedAlerts: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .nullish()
    .transform((count) => count ?? 0),
});

export type WebhookPayload = z.output<typeof webhookPayload>;
export type WebhookAlert = WebhookPayload['alerts'][number];

/** The payload of a webhook, or INVALID_REQUEST with the first mistakes in it. */
export function parsePayload(body: unknown): WebhookPayload {
  const result = webhookPayload.safeParse(body);
  if (result.success) return result.data;
  // The names of labels are the sender's text, so only their place is shown.
  const issues = result.error.issues.slice(0, 20).map(({ path, message }) => ({
    field: path.slice(0, 3).map(String).join('.').slice(0, 100),
    message: message.slice(0, 200),
  }));
  const first = issues[0];
  const problem = `This is no webhook of Alertmanager: ${first?.field || 'the body'}: ${first?.message ?? ''}.`;
  throw new GlassgateError('INVALID_REQUEST', problem, { details: { issues } });
}
