import { createHmac } from 'node:crypto';
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

const colours = { critical: 'red', warning: 'orange', info: 'blue' } as const;
/** Too many messages: of the bot, and of the app. */
const busyCodes: ReadonlySet<unknown> = new Set([11232, 99991400]);

/** A custom bot of Feishu or Lark. */
export function feishuChannel(config: ChannelOf<'feishu'>): ChannelKind {
  return {
    secrets: [config.url, config.url.split('/').at(-1) ?? '', config.secret ?? ''],
    send: async (message, { signal, now }) => {
      const reply = await post(feishuRequest(message, config, now), {
        signal,
        allowLinkLocal: config.allow_link_local,
      });
      return feishuVerdict(reply, now);
    },
  };
}

type FeishuConfig = Pick<ChannelOf<'feishu'>, 'url' | 'secret' | 'keyword' | 'max_bytes'>;

export function feishuRequest(message: AlertMessage, config: FeishuConfig, now: number): Outgoing {
  const { url, secret, keyword = '', max_bytes: max } = config;
  const signature = secret === undefined ? {} : signed(secret, Math.floor(now / 1000));
  const render = (room: Room) =>
    JSON.stringify({ ...signature, msg_type: 'interactive', card: cardOf(message, { room, keyword }) });
  const body = renderToFit(render, { size: Buffer.byteLength, max });
  return { method: 'POST', url, headers: { 'content-type': 'application/json; charset=utf-8' }, body };
}

/** The bot answers 200 to everything; the code in the body says what became of it. */
function feishuVerdict(reply: Reply, now: number): Verdict {
  const byStatus = verdictOfStatus(reply, now);
  const said = objectIn(reply.body);
  const code = said?.['code'] ?? said?.['StatusCode'];
  const text = String(said?.['msg'] ?? said?.['StatusMessage'] ?? '').slice(0, 120);
  if (busyCodes.has(code) || (code === 9499 && /too many/i.test(text))) {
    const { retryAfterMs } = { retryAfterMs: undefined, ...byStatus };
    return { kind: 'retry', reason: `code ${code}: ${text}`, retryAfterMs };
  }
  if (byStatus.kind !== 'ok' || code === 0) return byStatus;
  // A page of some proxy in between is no answer of the bot.
  if (typeof code !== 'number') return { kind: 'retry', reason: 'the answer has no code' };
  return { kind: 'refused', reason: `code ${code}: ${text}` };
}

function signed(secret: string, timestamp: number) {
  const sign = createHmac('sha256', `${timestamp}\n${secret}`).digest('base64');
  return { timestamp: String(timestamp), sign };
}

// Plain text everywhere: what is no markup needs no escaping and can mention nobody.
const plain = (content: string) => ({ tag: 'plain_text', content });

function cardOf(message: AlertMessage, { room, keyword }: { readonly room: Room; readonly keyword: string }) {
  const { headline, intro, alerts, more, footer } = describeMessage(message, room);
  const div = (text: string) => ({ tag: 'div', text: plain(text) });
  const details = alerts.map(({ title, text, labels }) =>
    div([title, text, labels].filter((part) => part !== '').join('\n')),
  );
  const actions = linksOf(message).map(({ label, url }) => ({
    tag: 'button',
    text: plain(label),
    type: 'default',
    url,
  }));
  const title = headline.includes(keyword) ? headline : `${keyword} ${headline}`;
  return {
    config: { wide_screen_mode: true },
    header: {
      template: message.status === 'resolved' ? 'green' : colours[message.severity],
      title: plain(title),
    },
    elements: [
      ...(intro === '' ? [] : [div(intro), { tag: 'hr' }]),
      ...details,
      ...(more === '' ? [] : [div(more)]),
      ...(actions.length === 0 ? [] : [{ tag: 'action', actions }]),
      { tag: 'note', elements: [plain(footer)] },
    ],
  };
}
