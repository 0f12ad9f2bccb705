import { resolve } from 'node:path';
import { buildGateway, collectSpans, type TestGateway } from 'glassgate/testing';
import { anAlert, aWebhook } from './test-alerts.ts';
import { startReceiver, takes } from './test-receiver.ts';

const plugins = ['auth', 'alerts'].map((name) => resolve(import.meta.dirname, `../${name}/index.ts`));
const adminKey = 'key-of-the-admin-1';
const token = '123456:AbCdEfGhIjKlMnOpQrStUvWxYz0123456789';

async function call(
  gateway: TestGateway,
  path: string,
  init: { body?: unknown; method?: string; key?: string } = {},
) {
  const { body, method = body === undefined ? 'GET' : 'POST', key = adminKey } = init;
  const response = await fetch(gateway.url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: tests look into every corner of an answer
  return { status: response.status, body: (await response.json()) as any };
}

const configOf = (url: string) => ({
  plugins,
  auth: { admin: { key: adminKey } },
  alerts: {
    channels: [{ id: 'bot', type: 'telegram', api_url: url, token, chat_id: 1 }],
    routes: [{ receivers: ['ops'], channels: ['bot'] }, { channels: ['bot'] }],
  },
});

it('answers for what it does not take', async () => {
  await using receiver = await startReceiver(takes.telegram);
  await using gateway = await buildGateway(configOf(receiver.url));
  const large = aWebhook({}, [anAlert({ filler: 'x'.repeat(1_100_000) })]);

  const statuses = await Promise.all([
    call(gateway, '/v1/alerts/ops', { body: aWebhook(), key: 'key-of-nobody-0001' }),
    call(gateway, '/v1/alerts/ops', { body: '{"version":"4"' }),
    call(gateway, '/v1/alerts/ops', { body: aWebhook({ version: '5' }) }),
    call(gateway, '/v1/alerts/o%20ps', { body: aWebhook() }),
    call(gateway, '/v1/alerts/ops', { body: large }),
  ]);

  expect(statuses.map(({ status }) => status)).toEqual([401, 400, 400, 400, 413]);
  expect(receiver.posts).toEqual([]);
});

it('does nothing while it is not configured, and begins with a reload', async () => {
  await using receiver = await startReceiver(takes.telegram);
  const config = configOf(receiver.url);
  await using gateway = await buildGateway({ ...config, alerts: null });

  expect(await call(gateway, '/v1/alerts/ops', { body: aWebhook() })).toMatchObject({ status: 404 });
  await gateway.rewriteConfig(config);
  await call(gateway, '/v1/config/reload', { method: 'POST' });
  expect(await call(gateway, '/v1/alerts/ops', { body: aWebhook() })).toMatchObject({ status: 200 });
  await receiver.untilPosts(1);
});

it('shows operators where an alert is, and sends a dead letter again', async () => {
  await using receiver = await startReceiver({
    status: 401,
    body: { ok: false, description: `bad ${token}` },
  });
  await using gateway = await buildGateway(configOf(receiver.url));
  await call(gateway, '/v1/alerts/ops', { body: aWebhook() });
  await gateway.untilLog('alert given up');
  const second = anAlert({}, { startsAt: '2026-11-20T10:30:00Z' });
  await call(gateway, '/v1/alerts/ops', { body: aWebhook({}, [second]) });
  await receiver.untilPosts(2);

  const page = await call(gateway, '/v1/alerts/outbox?state=dead&limit=1');
  const [dead] = page.body.items;
  expect(dead).toMatchObject({ channel: 'bot', state: 'dead', attempts: 1, title: 'WorkerDown' });
  expect(dead.last_error).toMatch(/^status 401: .*\*\*\*/);
  receiver.answer = takes.telegram;
  const again = await call(gateway, `/v1/alerts/outbox/${dead.id}/retry`, { method: 'POST' });
  expect(again).toMatchObject({ status: 200, body: { id: dead.id, channel: 'bot' } });
  await receiver.untilPosts(3);

  expect(await call(gateway, '/v1/alerts/outbox?state=lost')).toMatchObject({ status: 400 });
  expect(await call(gateway, '/v1/alerts/outbox/nobody/retry', { method: 'POST' })).toMatchObject({
    status: 404,
  });
});

it('shows the token of a bot to nobody', async () => {
  await using collected = collectSpans();
  await using receiver = await startReceiver({ status: 500, body: token });
  await using gateway = await buildGateway(configOf(receiver.url));
  const alert = anAlert({ token, note: `it is ${token}` });

  const taken = await call(gateway, '/v1/alerts/ops', { body: aWebhook({}, [alert]) });
  await gateway.untilLog('alert not sent, will be tried again');
  const listed = await call(gateway, '/v1/alerts/outbox');
  const metrics = await (
    await fetch(`${gateway.url}/metrics`, { headers: { authorization: `Bearer ${adminKey}` } })
  ).text();
  await gateway.stop();

  expect(collected.spans.map(({ name }) => name)).toContain('alerts.send');
  expect(metrics).toContain('glassgate_alerts_received_total{receiver="ops",severity="warning"} 1');
  expect(metrics).toContain('glassgate_alerts_outbox_pending{channel="bot"} 1');
  const told = {
    taken,
    listed,
    metrics,
    log: gateway.logLines,
    rows: gateway.rows('SELECT * FROM alert_outbox'),
    spans: collected.spans.map(({ name, attributes, events, status }) => ({
      name,
      attributes,
      events,
      status,
    })),
    message: receiver.posts[0]?.text,
  };
  for (const [where, what] of Object.entries(told)) {
    const text = JSON.stringify(what);
    expect({ where, isTold: text.includes(token.slice(8)) }).toEqual({ where, isTold: false });
    expect(text.length).toBeGreaterThan(10);
  }
});
