import { z } from 'zod';

/** From the one that may wait least to the one that may wait most. */
export const severities = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

export const statuses = ['firing', 'resolved'] as const;

const link = z.object({ label: z.string(), url: z.string() });
export type AlertLink = z.infer<typeof link>;

const line = z.object({
  name: z.string(),
  status: z.enum(statuses),
  severity: z.enum(severities),
  summary: z.string(),
  description: z.string(),
  labels: z.array(z.tuple([z.string(), z.string()])),
  /** ISO 8601; null when the sender did not say, or not so that anybody could read it. */
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  links: z.array(link),
});
/** One alert of a message; of a digest: one message. */
export type AlertLine = z.infer<typeof line>;

/** What one message to people says, free of secrets. Stored as it is, and rendered when it is sent. */
export const alertMessage = z.object({
  /** Shown in the message, so that a person recognises one that came twice. */
  key: z.string(),
  /** What the message is about: a newer message about the same replaces an older one that still waits. */
  group: z.string(),
  receiver: z.string(),
  status: z.enum(statuses),
  /** The worst of those that fire; of all, when none does. */
  severity: z.enum(severities),
  title: z.string(),
  summary: z.string(),
  alerts: z.array(line),
  firing: z.int(),
  resolved: z.int(),
  /** Alerts that are counted and not listed. */
  hidden: z.int(),
  links: z.array(link),
  /** Why it comes here and not where it was meant to go; '' when it does. */
  note: z.string(),
});
export type AlertMessage = z.infer<typeof alertMessage>;

export function worst(found: readonly Severity[]): Severity {
  return severities.find((severity) => found.includes(severity)) ?? 'info';
}

/** Order after an outage: what fires before what is over, the worst first. */
export function rankOf({ status, severity }: Pick<AlertMessage, 'status' | 'severity'>): number {
  return severities.indexOf(severity) + (status === 'firing' ? 0 : severities.length);
}
