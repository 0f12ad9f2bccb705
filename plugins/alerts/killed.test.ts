import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { makeTempDir, readRows, startGatewayProcess } from 'glassgate/testing';
import { aGroup } from './test-alerts.ts';
import { startReceiver, takes } from './test-receiver.ts';

const plugin = resolve(import.meta.dirname, 'index.ts');

it('loses nothing when it is killed between taking and sending, and repeats at most one message', async () => {
  await using dir = await makeTempDir();
  await using receiver = await startReceiver({ hangs: true });
  const configPath = join(dir.path, 'config.yaml');
  const sqlitePath = join(dir.path, 'glassgate.sqlite');
  const channels = [{ id: 'hook', type: 'webhook', url: receiver.url, burst: 20 }];
  const config = { plugins: [plugin], alerts: { channels, routes: [{ channels: ['hook'] }] } };
  await writeFile(configPath, JSON.stringify(config));
  const start = () =>
    startGatewayProcess({ configPath, env: { SQLITE_PATH: sqlitePath, OTEL_SDK_DISABLED: 'true' } });
  const names = Array.from({ length: 5 }, (_, index) => `Alert${index}`);
  {
    await using killed = await start();
    for (const name of names) {
      const response = await fetch(`${killed.url}/v1/alerts/ops`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(aGroup(name)),
      });
      expect(response.status).toBe(200);
    }
    await receiver.untilPosts(1);
    await killed.kill();
  }

  receiver.answer = takes.webhook;
  await using gateway = await start();
  await receiver.untilPosts(1 + names.length);
  expect(await gateway.stop()).toBe(0);

  const told = receiver.posts.map(({ body }) => body.title as string);
  expect(new Set(told)).toEqual(new Set(names));
  expect(told).toHaveLength(names.length + 1);
  expect(readRows(sqlitePath, 'SELECT DISTINCT state FROM alert_outbox')).toEqual([{ state: 'sent' }]);
}, 60_000);
