import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { makeTempDir, startGatewayProcess, startOtlpReceiver } from 'glassgate/testing';
import { aGroup } from './test-alerts.ts';
import { startReceiver, takes } from './test-receiver.ts';

const plugin = resolve(import.meta.dirname, 'index.ts');
const token = '123456:AbCdEfGhIjKlMnOpQrStUvWxYz0123456789';

it('exports a span of its own for each attempt, and no URL with a token or of a ping', async () => {
  await using dir = await makeTempDir();
  await using collector = await startOtlpReceiver();
  await using receiver = await startReceiver(takes.telegram);
  const configPath = join(dir.path, 'config.yaml');
  const alerts = {
    channels: [{ id: 'bot', type: 'telegram', api_url: receiver.url, token, chat_id: 1 }],
    routes: [{ channels: ['bot'] }],
    dead_man: { channels: ['bot'], ping_url: `${receiver.url}/ping/of-a-secret` },
  };
  await writeFile(configPath, JSON.stringify({ plugins: [plugin], alerts }));
  await using gateway = await startGatewayProcess({
    configPath,
    env: {
      SQLITE_PATH: ':memory:',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    },
  });
  const post = (path: string, body?: object) =>
    fetch(gateway.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  await post('/v1/alerts/ops', aGroup('Watchdog'));
  await receiver.untilPosts(1);
  // Workers that a reload starts begin inside its request.
  await writeFile(configPath, JSON.stringify({ plugins: [plugin], alerts: { ...alerts, dedup_seconds: 1 } }));
  expect((await post('/v1/config/reload')).status).toBe(200);
  await post('/v1/alerts/ops', aGroup('Down'));
  await receiver.untilPosts(2);
  const spans = await collector.waitForSpans((all) => all.some(({ name }) => name === 'alerts.send'));
  expect(await gateway.stop()).toBe(0);

  expect(receiver.posts.map(({ path }) => path)).toEqual(['/ping/of-a-secret', `/bot${token}/sendMessage`]);
  const sent = collector.spans.filter(({ name }) => name === 'alerts.send');
  expect(sent).toHaveLength(1);
  expect(sent[0]?.parentSpanId ?? '').toBe('');
  const shown = JSON.stringify([spans, collector.spans], (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  expect(shown).not.toMatch(/AbCdEfGh|of-a-secret/);
  const names = new Set(collector.spans.map(({ name }) => name));
  expect(names).toContain('POST /v1/alerts/:receiver');
  expect([...names].filter((name) => name === 'POST' || name === 'GET')).toEqual([]);
}, 60_000);
