import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildGateway, type TestGateway } from 'glassgate/testing';

const admin = { key: 'key-of-the-admin-1' };
const oldKey = 'key-of-the-client-1';
const newKey = 'key-of-the-client-2';
const withKey = (key: string) => ({ auth: { clients: [{ name: 'one', key }], admin } });

async function reload(gateway: TestGateway, config: object): Promise<number> {
  await writeFile(join(gateway.dir, 'config.yaml'), JSON.stringify(config));
  const headers = { authorization: `Bearer ${admin.key}` };
  const response = await fetch(`${gateway.url}/v1/config/reload`, { method: 'POST', headers });
  await response.body?.cancel();
  return response.status;
}

async function statusWith(gateway: TestGateway, key: string): Promise<number> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  return (await gateway.solve({}, { headers })).status;
}

it('replaces a key without a restart', async () => {
  await using gateway = await buildGateway(withKey(oldKey));
  expect([await statusWith(gateway, oldKey), await statusWith(gateway, newKey)]).toEqual([400, 401]);

  expect(await reload(gateway, withKey(newKey))).toBe(200);

  expect([await statusWith(gateway, oldKey), await statusWith(gateway, newKey)]).toEqual([401, 400]);
});

it.each([
  ['has no keys any more', {}],
  ['has a key that is too short', withKey('short')],
])('stays closed when the file %s', async (_what, config) => {
  await using gateway = await buildGateway(withKey(oldKey));

  expect(await reload(gateway, config)).toBe(422);

  expect([await statusWith(gateway, oldKey), await statusWith(gateway, newKey)]).toEqual([400, 401]);
});
