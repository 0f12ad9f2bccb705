import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildGateway, collectSpans } from 'glassgate/testing';
import { startPool } from './pool.ts';

const clientKey = 'client-hunter2-000001';
const adminKey = 'admin-hunter2-000001';
const strangerKey = 'stranger-hunter2-001';
const secret = 'hunter2';

const auth = {
  clients: [{ name: 'one', key: clientKey, prompts: ['default'] }],
  admin: { key: adminKey },
};

it('shows keys to nobody', async () => {
  await using collected = collectSpans();
  await using pool = await startPool({ config: { auth, container_io_log: { enabled: true, dir: 'io' } } });
  const { gateway } = pool;
  const ask = (authorization: string, options = {}) =>
    pool.ask('hi', options, { headers: { 'content-type': 'application/json', authorization } });

  const replies = [
    await ask(`Bearer ${clientKey}`),
    await ask(`Bearer ${clientKey}`, { prompt_id: 'other' }),
    await ask(`Bearer ${adminKey}`),
    await ask(`Bearer ${strangerKey}`),
    await ask(strangerKey),
  ];
  const metrics = await gateway.metrics();
  await gateway.stop();

  expect(replies.map(({ status }) => status)).toEqual([200, 403, 200, 401, 401]);
  const ioLogs = await readdir(join(gateway.dir, 'io'));
  const told = {
    replies: JSON.stringify(replies),
    log: JSON.stringify(gateway.logLines),
    metrics,
    spans: JSON.stringify(
      collected.spans.map(({ name, attributes, events }) => ({ name, attributes, events })),
    ),
    ioLog: (await Promise.all(ioLogs.map((name) => readFile(join(gateway.dir, 'io', name), 'utf8')))).join(
      '',
    ),
    rows: JSON.stringify(gateway.rows('SELECT * FROM jobs')),
  };
  for (const [where, text] of Object.entries(told)) {
    expect({ where, isTold: text.includes(secret) }).toEqual({ where, isTold: false });
    expect(text.length).toBeGreaterThan(10);
  }
});

it('takes keys from the environment and from files', async () => {
  const byReference = {
    clients: [{ name: 'one', key: '$' + '{env:CLIENT_KEY}' }],
    admin: { key: '$' + '{file:admin.key}' },
    protect_metrics: true,
  };
  await using gateway = await buildGateway(
    { auth: byReference },
    { env: { CLIENT_KEY: clientKey }, files: { 'admin.key': `${adminKey}\n` } },
  );
  const status = async (key: string) =>
    (await fetch(`${gateway.url}/metrics`, { headers: { authorization: `Bearer ${key}` } })).status;
  expect([await status(adminKey), await status(clientKey), await status(strangerKey)]).toEqual([
    200, 403, 401,
  ]);
});

it('does not repeat a key that it refuses to start with', async () => {
  const short = { clients: [{ name: 'one', key: 'hunter2' }], admin: { key: ['hunter2'] } };
  const twice = { clients: [{ name: 'one', key: adminKey }], admin: { key: adminKey } };
  for (const wrong of [short, twice]) {
    const failure = await buildGateway({ auth: wrong }).then(
      () => 'started',
      (error: Error) => error.message,
    );
    expect(failure).toMatch(/auth\.clients\[0\]\.key: /);
    expect(failure).not.toContain(secret);
  }
});
