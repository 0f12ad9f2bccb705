import { createHmac } from 'node:crypto';
import { isSecretKey } from 'glassgate/plugin-api';
import type { AlertMessage } from '../alert-message.ts';
import { type ChannelKind, type Outgoing, verdictOfStatus } from '../channel.ts';
import type { ChannelOf } from '../config.ts';
import { describeMessage } from '../describe.ts';
import { post } from '../post.ts';
import { type Room, renderToFit } from '../render-to-fit.ts';
import { truncateUtf8 } from '../truncate-utf8.ts';

/** Any other program: JSON to a URL, signed when there is a secret. */
export function webhookChannel(config: ChannelOf<'webhook'>): ChannelKind {
  return {
    secrets: [config.url, config.secret ?? '', ...secretHeaders(config.headers)],
    send: async (message, { signal, now }) => {
      const reply = await post(webhookRequest(message, config, now), {
        signal,
        allowLinkLocal: config.allow_link_local,
      });
      return verdictOfStatus(reply, now);
    },
  };
}

type WebhookConfig = Pick<
  ChannelOf<'webhook'>,
  'url' | 'method' | 'headers' | 'secret' | 'body' | 'max_bytes'
>;

export function webhookRequest(message: AlertMessage, config: WebhookConfig, now: number): Outgoing {
  const { url, method, headers, secret, max_bytes: max } = config;
  const render = (room: Room) =>
    JSON.stringify(
      config.body === undefined ? plainBody(message, room) : filled(config.body, textsOf(message, room)),
    );
  const body = renderToFit(render, { size: Buffer.byteLength, max });
  const signature = secret === undefined ? {} : { 'x-glassgate-signature': signatureOf(body, secret, now) };
  return {
    method,
    url,
    headers: { 'content-type': 'application/json; charset=utf-8', ...lowerCase(headers), ...signature },
    body,
  };
}

/** `t=<seconds>,v1=<hex>`: HMAC-SHA256 of `<seconds>.<body>`. Made anew for every attempt. */
function signatureOf(body: string, secret: string, now: number): string {
  const seconds = Math.floor(now / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

function plainBody(message: AlertMessage, { maxAlerts, maxTextBytes, maxLabels }: Room) {
  const { alerts, group, ...rest } = message;
  const cut = (text: string) => truncateUtf8(text, maxTextBytes);
  return {
    version: 1,
    ...rest,
    hidden: message.hidden + Math.max(0, alerts.length - maxAlerts),
    alerts: alerts.slice(0, maxAlerts).map(({ labels, startedAt, endedAt, ...alert }) => ({
      ...alert,
      summary: cut(alert.summary),
      description: cut(alert.description),
      labels: Object.fromEntries(labels.slice(0, maxLabels).map(([name, value]) => [name, cut(value)])),
      started_at: startedAt,
      ended_at: endedAt,
    })),
  };
}

/** What `{{name}}` may stand for. */
function textsOf(message: AlertMessage, room: Room): ReadonlyMap<string, string> {
  const { headline, intro, alerts, more, footer } = describeMessage(message, room);
  const listed = alerts.map(({ title, text, labels }) => [title, text, labels].join('\n'));
  const text = [headline, intro, ...listed, more, footer].filter((part) => part !== '').join('\n\n');
  const { status, severity, title, summary, key, receiver } = message;
  return new Map(Object.entries({ headline, text, status, severity, title, summary, key, receiver }));
}

type Json = ChannelOf<'webhook'>['body'];

// Filled in before it becomes JSON, so that a text can never end the string that it stands in.
function filled(template: Json, texts: ReadonlyMap<string, string>): unknown {
  if (typeof template === 'string') {
    return template.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => texts.get(name) ?? whole);
  }
  if (Array.isArray(template)) return template.map((item) => filled(item, texts));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, filled(value, texts)]));
}

function secretHeaders(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).flatMap(([name, value]) => (isSecretKey(name) ? [value] : []));
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
