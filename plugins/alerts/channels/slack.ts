import type { AlertMessage } from '../alert-message.ts';
import { type ChannelKind, type Outgoing, verdictOfStatus } from '../channel.ts';
import type { ChannelOf } from '../config.ts';
import { describeMessage, linksOf } from '../describe.ts';
import { post } from '../post.ts';
import { type Room, renderToFit } from '../render-to-fit.ts';
import { truncateUtf8 } from '../truncate-utf8.ts';

const colours = { critical: '#d32f2f', warning: '#f57c00', info: '#1976d2' } as const;
const green = '#2e7d32';
/** Of one section and of a footer, in characters; a character is at least one byte. */
const [maxSection, maxFooter] = [2_900, 200];

/** An incoming webhook of Slack. */
export function slackChannel(config: ChannelOf<'slack'>): ChannelKind {
  return {
    secrets: [config.url, config.url.split('/').at(-1) ?? ''],
    send: async (message, { signal, now }) => {
      const reply = await post(slackRequest(message, config), {
        signal,
        allowLinkLocal: config.allow_link_local,
      });
      return verdictOfStatus(reply, now);
    },
  };
}

type SlackConfig = Pick<ChannelOf<'slack'>, 'url' | 'max_bytes'>;

export function slackRequest(message: AlertMessage, { url, max_bytes: max }: SlackConfig): Outgoing {
  const body = renderToFit((room) => JSON.stringify(bodyOf(message, room)), { size: Buffer.byteLength, max });
  return { method: 'POST', url, headers: { 'content-type': 'application/json; charset=utf-8' }, body };
}

/** Slack reads these three as markup, in plain text too. */
function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

// Escaping makes a text longer, so it is cut for what it may become.
const plain = (text: string, max: number) => {
  let cut = truncateUtf8(text, max);
  while (escapeSlack(cut).length > max) cut = truncateUtf8(cut, Math.floor(cut.length * 0.8));
  return { type: 'plain_text', text: escapeSlack(cut), emoji: false };
};

function bodyOf(message: AlertMessage, room: Room) {
  const { headline, intro, alerts, more, footer } = describeMessage(message, room);
  const section = (text: string) => ({ type: 'section', text: plain(text, maxSection) });
  const links = linksOf(message)
    .map(({ label, url }) => `<${escapeSlack(url)}|${escapeSlack(label)}>`)
    .join('  ');
  const blocks = [
    ...(intro === '' ? [] : [section(intro)]),
    ...alerts.map(({ title, text, labels }) =>
      section([title, text, labels].filter((part) => part !== '').join('\n')),
    ),
    ...(more === '' ? [] : [section(more)]),
    ...(links === '' ? [] : [{ type: 'section', text: { type: 'mrkdwn', text: links, verbatim: true } }]),
    { type: 'context', elements: [plain(footer, maxFooter)] },
  ];
  const color = message.status === 'resolved' ? green : colours[message.severity];
  // `none` keeps Slack from finding names and addresses in the text.
  return {
    text: escapeSlack(headline),
    mrkdwn: false,
    parse: 'none',
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
    attachments: [{ color, blocks }],
  };
}
