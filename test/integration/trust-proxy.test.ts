import { buildGateway, type TestGateway } from 'glassgate/testing';

const auth = { admin: { key: 'key-of-the-admin-1' }, max_failures_per_minute: 1 };

/** Tries a wrong key of an operator. */
async function guess({ url }: TestGateway, forwardedFor: string): Promise<number> {
  const headers = { authorization: 'Bearer key-of-nobody-0001', 'x-forwarded-for': forwardedFor };
  return (await fetch(`${url}/v1/jobs`, { headers })).status;
}

it('lets no client guess keys under addresses that it makes up', async () => {
  await using gateway = await buildGateway({ auth });

  expect([await guess(gateway, '203.0.113.1'), await guess(gateway, '203.0.113.2')]).toEqual([401, 429]);
});

it('stops one client behind a trusted proxy and not the others', async () => {
  await using gateway = await buildGateway({ auth, http: { trust_proxy: 1 } });

  expect([
    await guess(gateway, '203.0.113.1'),
    await guess(gateway, '198.51.100.9, 203.0.113.1'),
    await guess(gateway, '203.0.113.2'),
  ]).toEqual([401, 429, 401]);
});

it.each([true, 0, 'example.com', ['10.0.0.0/8', '0.0.0.0/0'], []])(
  'does not start when it is to trust %j',
  async (trust_proxy) => {
    await expect(buildGateway({ http: { trust_proxy } })).rejects.toThrow(/http\.trust_proxy/);
  },
);
