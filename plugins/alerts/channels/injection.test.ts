import { createRedactor } from 'glassgate/plugin-api';
import type { AlertMessage } from '../alert-message.ts';
import { createMask } from '../mask-secrets.ts';
import { normalise } from '../normalise.ts';
import { parsePayload } from '../payload.ts';
import { anAlert, aWebhook } from '../test-alerts.ts';
import { feishuRequest } from './feishu.ts';
import { slackRequest } from './slack.ts';
import { telegramRequest } from './telegram.ts';
import { webhookRequest } from './webhook.ts';

const url = 'https://chat.example/hook';

/** A message in which every text that a sender decides is this one. */
function messageOf(text: string): AlertMessage {
  const labels = { alertname: text, severity: 'critical', instance: text, [text]: text };
  const annotations = { summary: text, description: text, runbook_url: text, dashboard_url: text };
  const payload = parsePayload(
    aWebhook(
      {
        groupLabels: { alertname: text },
        commonLabels: labels,
        commonAnnotations: annotations,
        externalURL: text,
      },
      [anAlert({}, { labels, annotations, generatorURL: text, panelURL: text, silenceURL: text })],
    ),
  );
  const mask = createMask(createRedactor(), []);
  return {
    ...normalise(payload, payload.alerts, { receiver: 'ops', mask, linkHosts: undefined }),
    note: text,
  };
}

/** Every text in a JSON document. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Every tag of a card. */
function tagsIn(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'tag' ? [inner] : tagsIn(inner)));
}

const hostile = [
  '<at id=all></at>',
  '< at user_id="all">x</at>',
  '<AT ID=all>',
  '@all',
  '＠all',
  '<!channel>',
  '<!here|here>',
  '<@U012AB3CD>',
  '<#C012AB3CD>',
  '<!subteam^S012>',
  '<https://evil.example|click>',
  'https://evil.example',
  'javascript:alert(1)',
  'www.evil.example',
  'tg://user?id=1',
  '[click](https://evil.example)',
  '<a href="https://evil.example">x</a>',
  '</code><a href="https://evil.example">x</a>',
  '@username_of_somebody',
  '&lt;!channel&gt;',
  '"}],"text":{"tag":"lark_md","content":"<at id=all></at>"}',
  'a\u0000b\u001b[31m\u202ec\u2028d',
  '\ud83d',
  '*bold* _it_ `code` ~s~ ||spoiler||',
];

describe.each(hostile)('%j in every text', (text) => {
  const message = messageOf(text);

  it('is plain text for Feishu', () => {
    const { card } = JSON.parse(feishuRequest(message, { url, max_bytes: 20_000 }, 0).body);
    const texts = textsIn(card.elements.filter(({ tag }: { tag: string }) => tag !== 'action')).concat(
      card.header.title.content,
    );
    expect(tagsIn(card).filter((tag) => tag === 'lark_md' || tag === 'markdown')).toEqual([]);
    expect(texts.filter((one) => /<\s*\/?at\b|@\w|:\/\//i.test(one))).toEqual([]);
  });

  it('is escaped for Slack', () => {
    const body = JSON.parse(slackRequest(message, { url, max_bytes: 30_000 }).body);
    const blocks = body.attachments[0].blocks as readonly { text?: { type: string; text: string } }[];
    const markup = blocks.flatMap((block) => (block.text?.type === 'mrkdwn' ? [block.text.text] : []));
    const others = textsIn([body.text, blocks.filter((block) => block.text?.type !== 'mrkdwn')]);
    expect(others.filter((one) => /[<>]|@\w|:\/\//.test(one))).toEqual([]);
    for (const links of markup) expect(links).toMatch(/^(?:<https?:\/\/[^\s<>|]+\|\w+>\s*)+$/);
  });

  it('is code for Telegram', () => {
    const { text: html } = JSON.parse(
      telegramRequest(message, {
        token: '1:abcdefgh',
        chat_id: 1,
        api_url: 'https://t.example',
        thread_id: undefined,
      }).body,
    );
    const rest = html
      .replace(/<code>[^<>]*<\/code>/g, '')
      .replace(/<a href="https?:\/\/[^<>"\s]+">(?:Runbook|Dashboard|Silence|Source)<\/a>/g, '');
    expect(rest).toMatch(/^[🔴\s|]*$/u);
  });

  it('stays within its text for a webhook with a body of its own', () => {
    const config = { url, method: 'POST', headers: {}, max_bytes: 200_000, secret: undefined } as const;
    const sent = webhookRequest(
      message,
      { ...config, body: { a: '{{headline}}', b: [1, '{{nothing}}'] } },
      0,
    );
    expect(JSON.parse(sent.body)).toEqual({ a: expect.any(String), b: [1, '{{nothing}}'] });
  });

  it('carries nothing that cannot be seen', () => {
    const texts = textsIn({ ...message, note: '' }).join('');
    expect(texts.isWellFormed()).toBe(true);
    expect(texts.match(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e]/gu)).toBeNull();
  });
});
