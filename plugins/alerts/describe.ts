import type { AlertLine, AlertMessage } from './alert-message.ts';
import { defuse } from './clean-text.ts';
import type { Room } from './render-to-fit.ts';
import { truncateUtf8 } from './truncate-utf8.ts';

/** The texts of one message. Nothing in them is a mention, a link or markup; the channel escapes them. */
export interface Description {
  readonly headline: string;
  readonly intro: string;
  readonly alerts: readonly DescribedAlert[];
  /** '+n more', or ''. */
  readonly more: string;
  readonly footer: string;
}

interface DescribedAlert {
  readonly title: string;
  readonly text: string;
  readonly labels: string;
  readonly links: AlertLine['links'];
}

export function describeMessage(message: AlertMessage, room: Room): Description {
  const say = (text: string) => defuse(truncateUtf8(text, room.maxTextBytes));
  const listed = message.alerts.slice(0, room.maxAlerts);
  const left = message.alerts.length - listed.length + message.hidden;
  const state = message.status === 'resolved' ? 'RESOLVED' : message.severity.toUpperCase();
  const title = truncateUtf8(message.title, 128);
  return {
    headline: defuse(`[${state}] ${title} (${countsOf(message)})`),
    intro: [say(message.summary), say(message.note)].filter((text) => text !== '').join('\n'),
    alerts: listed.map((alert) => ({
      title: say(`${alert.status === 'resolved' ? 'RESOLVED' : alert.severity.toUpperCase()} ${alert.name}`),
      text: [
        say(alert.summary === message.summary ? '' : alert.summary),
        say(alert.description),
        timeOf(alert),
      ]
        .filter((text) => text !== '')
        .join('\n'),
      labels: alert.labels
        .slice(0, room.maxLabels)
        .map(([name, value]) => say(`${name}=${value}`))
        .join(', '),
      links: alert.links,
    })),
    more: left > 0 ? `+${left} more` : '',
    footer: defuse(`key ${message.key} · receiver ${truncateUtf8(message.receiver, 64)}`),
  };
}

function countsOf({ firing, resolved }: AlertMessage): string {
  const parts = [firing > 0 ? `${firing} firing` : '', resolved > 0 ? `${resolved} resolved` : ''];
  return parts.filter((part) => part !== '').join(', ') || 'no alerts';
}

function timeOf({ status, startedAt, endedAt }: AlertLine): string {
  if (startedAt === null) return '';
  const since = `since ${startedAt.slice(0, 19).replace('T', ' ')} UTC`;
  if (status === 'firing' || endedAt === null) return since;
  return `${since}, over after ${durationText(Date.parse(endedAt) - Date.parse(startedAt))}`;
}

/** `45 s`, `12 min`, `3 h 5 min`, `2 d 4 h`. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Never more buttons than a chat program shows in a row. */
export function linksOf(message: AlertMessage): AlertMessage['links'] {
  const own = message.alerts.length === 1 ? (message.alerts[0]?.links ?? []) : [];
  return [
    ...message.links,
    ...own.filter(({ label }) => !message.links.some((link) => link.label === label)),
  ].slice(0, 5);
}
