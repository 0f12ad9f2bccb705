import { createHmac } from 'node:crypto';
import { createRedactor } from 'glassgate/plugin-api';
import type { AlertMessage } from '../alert-message.ts';
import type { ChannelConfig } from '../config.ts';
import { createChannel } from '../create-channel.ts';
import { createMask } from '../mask-secrets.ts';
import { normalise } from '../normalise.ts';
import { parsePayload } from '../payload.ts';
import { anAlert, aWebhook } from '../test-alerts.ts';
import { configOf } from '../test-desk.ts';
import { type Answer, startReceiver, takes } from '../test-receiver.ts';
import { feishuRequest } from './feishu.ts';
import { slackRequest } from './slack.ts';
import { telegramRequest } from './telegram.ts';

const now = Date.UTC(2026, 10, 20, 10);
const token = '123456:AbCdEfGhIjKl';

function messageOf(severity: string, more: object = {}, count = 1): AlertMessage {
  const alerts = Array.from({ length: count }, (_, index) =>
    anAlert({ severity, instance: `w${index}` }, more),
  );
  const payload = parsePayload(aWebhook({}, alerts));
  const mask = createMask(createRedactor(), []);
  return normalise(payload, payload.alerts, { receiver: 'ops', mask, linkHosts: undefined });
}

function channelOf(config: object): ChannelConfig {
  const [channel] = configOf({ channels: [{ id: 'c', ...config }], routes: [{ channels: ['c'] }] }).channels;
  return channel as ChannelConfig; // There is exactly one.
}

/** What a channel makes of an answer, and what it had sent. */
async function send(config: (url: string) => object, answer: Answer) {
  await using receiver = await startReceiver(answer);
  const verdict = await createChannel(channelOf(config(receiver.url))).send(messageOf('critical'), {
    signal: AbortSignal.timeout(5_000),
    now,
  });
  return { verdict, post: receiver.posts[0] };
}

const feishu = (url: string) => ({
  type: 'feishu',
  url: `${url}/open-apis/bot/v2/hook/abc`,
  secret: 's3cret',
  keyword: 'GG',
});
const slack = (url: string) => ({ type: 'slack', url: `${url}/services/T0/B0/xyz` });
const telegram = (url: string) => ({ type: 'telegram', api_url: url, token, chat_id: '-1001', thread_id: 7 });
const webhook = (url: string) => ({
  type: 'webhook',
  url,
  secret: 's3cret',
  headers: { 'X-Team': 'ops' },
  method: 'PUT',
});

it('sends Feishu a signed card as an object', async () => {
  const { verdict, post } = await send(feishu, takes.feishu);

  expect(verdict).toEqual({ kind: 'ok' });
  const timestamp = String(now / 1000);
  expect(post?.body).toMatchObject({
    msg_type: 'interactive',
    timestamp,
    sign: createHmac('sha256', `${timestamp}\ns3cret`).digest('base64'),
    card: {
      header: {
        template: 'red',
        title: { tag: 'plain_text', content: expect.stringContaining('GG [CRITICAL] WorkerDown') },
      },
    },
  });
});

it('sends Slack blocks with a colour', async () => {
  const { verdict, post } = await send(slack, takes.slack);

  expect(verdict).toEqual({ kind: 'ok' });
  expect(post?.path).toBe('/services/T0/B0/xyz');
  expect(post?.body).toMatchObject({
    text: '[CRITICAL] WorkerDown (1 firing)',
    attachments: [
      { color: '#d32f2f', blocks: expect.arrayContaining([expect.objectContaining({ type: 'section' })]) },
    ],
  });
});

it('sends Telegram HTML, with the token in the path only', async () => {
  const { verdict, post } = await send(telegram, takes.telegram);

  expect(verdict).toEqual({ kind: 'ok' });
  expect(post?.path).toBe(`/bot${token}/sendMessage`);
  expect(post?.body).toMatchObject({ chat_id: '-1001', message_thread_id: 7, parse_mode: 'HTML' });
  expect(post?.text).not.toContain(token);
});

it('signs what it sends to a webhook', async () => {
  const { verdict, post } = await send(webhook, takes.webhook);

  expect(verdict).toEqual({ kind: 'ok' });
  expect(post).toMatchObject({ method: 'PUT', headers: { 'x-team': 'ops' } });
  const v1 = createHmac('sha256', 's3cret')
    .update(`${now / 1000}.${post?.text}`)
    .digest('hex');
  expect(post?.headers['x-glassgate-signature']).toBe(`t=${now / 1000},v1=${v1}`);
});

it.each<[string, (url: string) => object, Answer, object]>([
  [
    'Feishu, code 19021 in a 200',
    feishu,
    { body: { code: 19021, msg: 'sign match fail' } },
    { kind: 'refused', reason: 'code 19021: sign match fail' },
  ],
  ['Feishu, the older answer', feishu, { body: { StatusCode: 0, StatusMessage: 'success' } }, { kind: 'ok' }],
  ['Feishu, too many', feishu, { body: { code: 11232, msg: 'limited' } }, { kind: 'retry' }],
  [
    'Feishu, too many, by another code',
    feishu,
    { body: { code: 9499, msg: 'too many request' } },
    { kind: 'retry' },
  ],
  [
    'Feishu, a page of a proxy',
    feishu,
    { body: '<html>' },
    { kind: 'retry', reason: 'the answer has no code' },
  ],
  [
    'Feishu, 429',
    feishu,
    { status: 429, headers: { 'retry-after': '3' }, body: {} },
    { kind: 'retry', retryAfterMs: 3_000 },
  ],
  [
    'Slack, 404',
    slack,
    { status: 404, body: 'no_service' },
    { kind: 'refused', reason: 'status 404: no_service' },
  ],
  [
    'Slack, 429',
    slack,
    { status: 429, headers: { 'retry-after': '30' } },
    { kind: 'retry', retryAfterMs: 30_000 },
  ],
  [
    'Telegram, 429',
    telegram,
    { status: 429, body: { ok: false, parameters: { retry_after: 17 } } },
    { kind: 'retry', retryAfterMs: 17_000 },
  ],
  ['Telegram, 401', telegram, { status: 401, body: { ok: false } }, { kind: 'refused' }],
  ['Telegram, ok false in a 200', telegram, { body: { ok: false } }, { kind: 'retry' }],
  ['a webhook, 502', webhook, { status: 502 }, { kind: 'retry', reason: 'status 502' }],
  [
    'a webhook, a redirect',
    webhook,
    { status: 302, headers: { location: 'http://169.254.169.254/' } },
    { kind: 'refused' },
  ],
])('reads the answer of %s', async (_what, config, answer, expected) => {
  expect((await send(config, answer)).verdict).toMatchObject(expected);
});

it.each([
  ['critical', {}, 'red'],
  ['warning', {}, 'orange'],
  ['info', {}, 'blue'],
  ['critical', { status: 'resolved', endsAt: '2026-11-20T11:02:00Z' }, 'green'],
])('colours %s %j %s', (severity, more, template) => {
  const { card } = JSON.parse(
    feishuRequest(messageOf(severity, more), { url: 'https://f.example', max_bytes: 20_000 }, now).body,
  );
  expect(card.header.template).toBe(template);
  if (template === 'green') expect(JSON.stringify(card)).toContain('over after 1 h 12 min');
});

it('keeps within the limits of each channel, without splitting a character', () => {
  const family = '👨‍👩‍👧‍👦';
  const message = messageOf(
    'critical',
    { annotations: { summary: family.repeat(400), description: '漢'.repeat(5_000) } },
    1_000,
  );

  const feishuBody = feishuRequest(message, { url: 'https://f.example', max_bytes: 4_096 }, now).body;
  const telegramText = JSON.parse(
    telegramRequest(message, { token, chat_id: 1, api_url: 'https://t.example', thread_id: undefined }).body,
  ).text;
  const slackBody = slackRequest(message, { url: 'https://s.example', max_bytes: 8_000 }).body;

  expect(Buffer.byteLength(feishuBody)).toBeLessThanOrEqual(4_096);
  expect(telegramText.length).toBeLessThanOrEqual(4_096);
  expect(Buffer.byteLength(slackBody)).toBeLessThanOrEqual(8_000);
  for (const text of [feishuBody, telegramText, slackBody]) {
    expect(text).toContain('+99');
    expect(text.isWellFormed() && !text.includes('\ufffd')).toBe(true);
    expect(text.replaceAll(family, '')).not.toMatch(/👨|👩|👧/u);
  }
});
