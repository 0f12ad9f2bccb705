import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempDir } from 'glassgate/testing';
import { pino } from 'pino';
import { planGateway } from '../../src/boot/plan-gateway.ts';
import { startGateway } from '../../src/boot/start-gateway.ts';
import { createTelemetry } from '../../src/telemetry/create-telemetry.ts';

const clients = [{ name: 'one', key: 'key-of-a-client-01' }];

/** Starts a gateway on all addresses; answers the status of a solve without a key. */
async function solveOnAllAddresses(config: object): Promise<number> {
  await using dir = await makeTempDir();
  const configPath = join(dir.path, 'config.yaml');
  await writeFile(configPath, JSON.stringify(config));
  const gateway = await startGateway(await planGateway(configPath, {}), {
    host: '0.0.0.0',
    port: 0,
    sqlitePath: ':memory:',
    log: pino({ level: 'silent' }),
    telemetry: createTelemetry(),
  });
  const { port } = new URL(gateway.url);
  const response = await fetch(`http://127.0.0.1:${port}/v1/solve`, { method: 'POST' });
  await response.body?.cancel();
  await gateway.stop();
  return response.status;
}

it.each([
  ['with nothing', {}],
  ['with a key for the admin alone', { auth: { admin: { key: 'key-of-the-admin-1' } } }],
  ['without the plugin that asks for keys', { plugins: [] }],
])('does not listen where others can reach it %s', async (_what, config) => {
  await expect(solveOnAllAddresses(config)).rejects.toMatchObject({
    name: 'BootError',
    problems: [expect.stringMatching(/would listen on '0\.0\.0\.0'.*'auth\.insecure: true'/)],
  });
});

it.each([
  ['with keys for clients', { auth: { clients } }, 401],
  ['when it is told that this is meant', { auth: { insecure: true } }, 400],
])('listens there %s', async (_what, config, status) => {
  expect(await solveOnAllAddresses(config)).toBe(status);
});

it('does not start with keys that nobody reads', async () => {
  await expect(solveOnAllAddresses({ plugins: [], auth: { clients } })).rejects.toThrow(
    "add 'auth' to 'plugins'",
  );
});
