import { buildGateway, startLlmProvider } from 'glassgate/testing';
import { key, llmPlugins, post, providerEntry, question, startLlmGateway } from './llm-gateway.ts';

const own = 'Bearer key-of-somebody-else-01';
const entry = { credential_mode: 'client', api_key: undefined };

it('sends the key that the client brings, and no other', async () => {
  await using llm = await startLlmGateway({ entry, provider: { key: own.slice('Bearer '.length) } });
  const { status } = await post(llm.gateway, question, { headers: { authorization: own } });

  expect(status).toBe(200);
  expect(llm.provider.requests.at(-1)?.headers.authorization).toBe(own);
});

it.each([undefined, 'Basic eA==', 'Bearer', 'Bearer a b'])(
  'asks for a key where there is %s',
  async (given) => {
    await using llm = await startLlmGateway({ entry });
    const response = await post(llm.gateway, question, {
      headers: given === undefined ? {} : { authorization: given },
    });

    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({
      error: { type: 'authentication_error', code: 'invalid_api_key' },
    });
    expect(llm.provider.requests).toEqual([]);
  },
);

it('never sends a key that is for the gateway', async () => {
  const auth = { clients: [{ name: 'one', key: 'key-of-a-client-01' }] };
  await using llm = await startLlmGateway({ entry, config: { auth }, provider: { key: own.slice(7) } });
  const authorization = 'Bearer key-of-a-client-01';
  const without = await post(llm.gateway, question, { headers: { authorization } });
  const beside = await post(llm.gateway, question, {
    headers: { authorization, 'x-glassgate-provider-key': own.slice(7) },
  });

  expect([without.status, beside.status]).toEqual([401, 200]);
  expect(llm.provider.requests.map(({ headers }) => headers.authorization)).toEqual([own]);
  expect(llm.provider.requests[0]?.headers).not.toHaveProperty('x-glassgate-provider-key');
  expect(JSON.stringify(llm.gateway.logLines)).not.toContain(own.slice(7));
});

it('sends the key of a client to the first provider of its model and to no other', async () => {
  await using second = await startLlmProvider();
  await using gateway = await buildGateway({
    plugins: llmPlugins,
    providers: [
      providerEntry('http://127.0.0.1:1', { ...entry, id: 'first' }),
      providerEntry(second.url, { ...entry, id: 'second' }),
    ],
    model_routes: [{ model: 'gpt-test', providers: ['first'], fallback: [{ provider: 'second' }] }],
    provider_retries: { max: 1 },
  });
  const { status } = await post(gateway, question, { headers: { authorization: own } });

  expect(status).toBe(502);
  expect(second.requests).toEqual([]);
});

it('sends its own key to a fallback that has one', async () => {
  await using second = await startLlmProvider({ key });
  await using gateway = await buildGateway({
    plugins: llmPlugins,
    providers: [
      providerEntry('http://127.0.0.1:1', { ...entry, id: 'first' }),
      providerEntry(second.url, { id: 'second' }),
    ],
    model_routes: [{ model: 'gpt-test', providers: ['first'], fallback: [{ provider: 'second' }] }],
  });
  const { status } = await post(gateway, question, { headers: { authorization: own } });

  expect(status).toBe(200);
  expect(second.requests.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${key}`]);
});

it('does not call a provider out of order because of the key of one client', async () => {
  await using llm = await startLlmGateway({
    entry,
    config: { plugins: [...llmPlugins, 'readiness'] },
    provider: { key: 'another' },
  });
  await post(llm.gateway, question, { headers: { authorization: own } });
  const { status } = await fetch(`${llm.gateway.url}/health/ready`);

  expect(llm.provider.requests).toHaveLength(1);
  expect(status).toBe(200);
});
