import type { AlertMessage } from '../alert-message.ts';
import {
  type ChannelKind,
  type Outgoing,
  objectIn,
  type Reply,
  type Verdict,
  verdictOfStatus,
} from '../channel.ts';
import type { ChannelOf } from '../config.ts';
import { describeMessage, linksOf } from '../describe.ts';
import { post } from '../post.ts';
import { type Room, renderToFit } from '../render-to-fit.ts';

const maxChars = 4_096;
const marks = { critical: '🔴', warning: '🟠', info: '🔵' } as const;

/** A bot of Telegram. Its token stands in the path of the URL, so the URL is shown to nobody. */
export function telegramChannel(config: ChannelOf<'telegram'>): ChannelKind {
  return {
    secrets: [config.token, config.token.split(':').at(-1) ?? ''],
    send: async (message, { signal, now }) => {
      const reply = await post(telegramRequest(message, config), {
        signal,
        allowLinkLocal: config.allow_link_local,
      });
      return telegramVerdict(reply, now);
    },
  };
}

type TelegramConfig = Pick<ChannelOf<'telegram'>, 'token' | 'chat_id' | 'thread_id' | 'api_url'>;

export function telegramRequest(message: AlertMessage, config: TelegramConfig): Outgoing {
  const text = renderToFit((room) => textOf(message, room), { size: ({ length }) => length, max: maxChars });
  const body = JSON.stringify({
    chat_id: config.chat_id,
    ...(config.thread_id === undefined ? {} : { message_thread_id: config.thread_id }),
    text,
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
  });
  const url = `${config.api_url.replace(/\/+$/, '')}/bot${config.token}/sendMessage`;
  return { method: 'POST', url, headers: { 'content-type': 'application/json; charset=utf-8' }, body };
}

function telegramVerdict(reply: Reply, now: number): Verdict {
  const byStatus = verdictOfStatus(reply, now);
  const said = objectIn(reply.body);
  const parameters = objectIn(JSON.stringify(said?.['parameters'] ?? null));
  const seconds = parameters?.['retry_after'];
  if (byStatus.kind === 'retry' && typeof seconds === 'number' && seconds >= 0) {
    return { ...byStatus, retryAfterMs: Math.max(seconds * 1000, byStatus.retryAfterMs ?? 0) };
  }
  if (byStatus.kind !== 'ok' || said?.['ok'] === true) return byStatus;
  return { kind: 'retry', reason: "the answer does not say 'ok'" };
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

// Telegram looks for names, addresses, tags and commands in every text but code.
const code = (text: string) => (text === '' ? '' : `<code>${escapeHtml(text)}</code>`);

function textOf(message: AlertMessage, room: Room): string {
  const { headline, intro, alerts, more, footer } = describeMessage(message, room);
  const mark = message.status === 'resolved' ? '🟢' : marks[message.severity];
  const links = linksOf(message).map(
    ({ label, url }) => `<a href="${escapeHtml(url)}">${escapeHtml(label)}</a>`,
  );
  const parts = [
    `${mark} ${code(headline)}`,
    code(intro),
    ...alerts.map(({ title, text, labels }) =>
      code([title, text, labels].filter((part) => part !== '').join('\n')),
    ),
    more,
    links.join(' | '),
    code(footer),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}
