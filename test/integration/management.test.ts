import { buildGateway } from 'glassgate/testing';

const adminKey = 'key-of-the-admin-1';

describe('with an address for operators', () => {
  it('serves their routes there and nowhere else, with the same key, and the others on both', async () => {
    await using gateway = await buildGateway({
      management: { port: 0 },
      auth: { admin: { key: adminKey } },
    });
    const { url, managementUrl = '' } = gateway;
    const ask = async (base: string, path: string, key = adminKey) =>
      (await fetch(`${base}${path}`, { headers: { authorization: `Bearer ${key}` } })).status;

    expect(new URL(managementUrl).hostname).toBe('127.0.0.1');
    for (const { method, path, access } of gateway.routes) {
      if (method !== 'GET' || access !== 'operator' || /[:*]/.test(path)) continue;
      expect([path, await ask(url, path)]).toEqual([path, 404]);
      expect([path, await ask(managementUrl, path)]).not.toEqual([path, 404]);
    }
    expect(await ask(managementUrl, '/v1/admin/config', 'wrong-key-of-nobody')).toBe(401);
    expect(await ask(managementUrl, '/health')).toBe(200);
    expect(await ask(url, '/health')).toBe(200);
  });

  it('refuses to start on the port of another program', async () => {
    await using other = await buildGateway({});
    const port = Number(new URL(other.url).port);

    await expect(buildGateway({ management: { port } })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('lets neither address go on after a stop', async () => {
    await using gateway = await buildGateway({ management: { port: 0 } });
    await gateway.stop();

    for (const base of [gateway.url, gateway.managementUrl]) {
      await expect(fetch(`${base}/health`)).rejects.toThrow('fetch failed');
    }
  });
});

it('has the routes for operators beside the others where nothing is said', async () => {
  await using gateway = await buildGateway({});

  expect(gateway.managementUrl).toBeUndefined();
  expect((await fetch(`${gateway.url}/v1/jobs`)).status).toBe(200);
});
