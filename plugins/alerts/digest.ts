import { createHash } from 'node:crypto';
import { type AlertLine, type AlertMessage, rankOf, severities, worst } from './alert-message.ts';

const maxListed = 30;

/** Sums up messages for one channel, the most urgent first: one line each. */
export function digestOf(messages: readonly AlertMessage[]): AlertMessage {
  const ordered = messages.toSorted((a, b) => rankOf(a) - rankOf(b));
  const firing = ordered.filter(({ status }) => status === 'firing');
  const key = createHash('sha256')
    .update(ordered.map((message) => message.key).join())
    .digest('hex');
  const receivers = new Set(ordered.map(({ receiver }) => receiver));
  return {
    key: key.slice(0, 12),
    group: key,
    receiver: receivers.size === 1 ? (ordered[0]?.receiver ?? '') : `${receivers.size} receivers`,
    status: firing.length > 0 ? 'firing' : 'resolved',
    severity: worst((firing.length > 0 ? firing : ordered).map(({ severity }) => severity)),
    title: `${ordered.length} alert groups`,
    summary: countsOf(ordered),
    alerts: ordered.slice(0, maxListed).map(lineOf),
    firing: sum(ordered.map((message) => message.firing)),
    resolved: sum(ordered.map((message) => message.resolved)),
    hidden: Math.max(0, ordered.length - maxListed),
    links: [],
    note: 'More came than may be sent one by one.',
  };
}

function lineOf({
  title,
  status,
  severity,
  summary,
  alerts,
  links,
  key,
  ...counts
}: AlertMessage): AlertLine {
  const [first] = alerts;
  const others = counts.firing + counts.resolved - 1;
  return {
    name: others > 0 ? `${title} (+${others} more)` : title,
    status,
    severity,
    summary: summary || first?.summary || '',
    description: '',
    labels: [...(first?.labels ?? []).slice(0, 3), ['key', key]],
    startedAt: first?.startedAt ?? null,
    endedAt: first?.endedAt ?? null,
    links: links.slice(0, 1),
  };
}

function countsOf(messages: readonly AlertMessage[]): string {
  const parts = severities.flatMap((severity) => {
    const count = messages.filter((one) => one.status === 'firing' && one.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  const over = messages.filter(({ status }) => status === 'resolved').length;
  return [...parts, ...(over === 0 ? [] : [`${over} resolved`])].join(', ');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
