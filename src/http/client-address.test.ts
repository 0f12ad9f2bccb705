import type { Authenticator } from '../plugin-api/access.ts';
import type { Routes } from '../plugin-api/http.ts';
import type { TrustedProxies } from './client-address.ts';
import { startApp } from './test-app.ts';

const routes: Routes = (table, http) => {
  table.get('/me', { access: 'client', summary: 'For this test' }, (req, res) => {
    res.json({ address: http.of(req).clientAddress });
  });
};

/** What the handler, the telemetry and the authenticator take for the client's address. */
async function addressesOf(trustProxy: TrustedProxies, forwardedFor?: string) {
  const asked: (string | undefined)[] = [];
  const authenticator: Authenticator = {
    guards: () => true,
    admit: (role, _authorization, address) => {
      asked.push(address);
      return { name: 'alice', role, limits: {} };
    },
    protectsMetrics: false,
    allowsOpenBind: false,
  };
  await using app = await startApp(routes, { trustProxy, authenticator });
  const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
  const response = await fetch(`${app.url}/me`, { headers });
  const { address } = (await response.json()) as { address: string };
  return [address, ...app.clientAddresses, ...asked];
}

const [here, client, forged] = ['127.0.0.1', '203.0.113.7', '198.51.100.9'];

it.each<[string, TrustedProxies, string | undefined, string]>([
  ['nobody is trusted', false, forged, here],
  ['there is no header', 1, undefined, here],
  ['one proxy is trusted', 1, client, client],
  ['the client has written a part of the header', 1, `${forged}, ${client}`, client],
  ['two proxies are trusted', 2, `${forged}, ${client}, 10.0.0.2`, client],
  ['the proxies are known by address', ['loopback', '10.0.0.0/8'], `${forged}, ${client}, 10.0.0.2`, client],
  ['the sender is not among the proxies', ['10.0.0.0/8'], client, here],
  ['a proxy has written no address', 1, 'unknown', here],
])('says where a request comes from when %s', async (_, trustProxy, forwardedFor, expected) => {
  expect(await addressesOf(trustProxy, forwardedFor)).toEqual([expected, expected, expected]);
});
