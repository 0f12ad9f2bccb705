import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildGateway, type ProviderTurn, sendError, startLlmProvider } from 'glassgate/testing';
import { key, llmPlugins, post, providerEntry, question, startLlmGateway } from './llm-gateway.ts';

const reset: ProviderTurn = (_request, res) => void res.socket?.resetAndDestroy();

it('goes to the fallback, under its own name for the model, when a provider cannot be reached', async () => {
  await using fallback = await startLlmProvider({ key, models: ['mini'] });
  await using llm = await startLlmGateway({
    config: {
      providers: [
        providerEntry('http://127.0.0.1:1', { id: 'first', model_patterns: [] }),
        providerEntry(fallback.url, { id: 'second', model_patterns: [], aliases: [] }),
      ],
      model_routes: [
        { model: 'gpt-test', providers: ['first'], fallback: [{ provider: 'second', model: 'mini' }] },
      ],
    },
  });
  const response = await post(llm.gateway, question);

  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ model: 'mini' });
  const finished = await llm.gateway.untilLog('completion finished');
  expect(finished).toMatchObject({
    provider: 'second',
    credential_id: 'main',
    model: 'gpt-test',
    http_status: 200,
    status: 'success',
  });
});

it('sends nothing twice that a provider may have heard of', async () => {
  await using llm = await startLlmGateway();
  llm.provider.next(reset);

  expect((await post(llm.gateway, question)).status).toBe(502);
  expect(llm.provider.requests).toHaveLength(1);
});

it('does not take an error of a provider for its own', async () => {
  await using llm = await startLlmGateway();
  llm.provider.next((_request, res) => sendError(res, 500, { code: 'oops', message: 'no' }));

  expect(await (await post(llm.gateway, question)).json()).toMatchObject({ error: { code: 'oops' } });
  expect(llm.provider.requests).toHaveLength(1);
});

it('shares a model among the credentials by their weights', async () => {
  await using llm = await startLlmGateway({
    entry: {
      api_key: undefined,
      credentials: [
        { id: 'big', key, weight: 2 },
        { id: 'small', key: `${key}-b`, weight: 1 },
      ],
    },
  });
  const gate = Promise.withResolvers<void>();
  llm.provider.always(async (_request, res) => {
    await gate.promise;
    res.end('{}');
  });
  const asked = [1, 2, 3, 4, 5, 6].map(() => post(llm.gateway, question));
  await llm.provider.until(() => llm.provider.requests.length === 6 || undefined, 'six requests');
  gate.resolve();
  await Promise.all(asked);

  const small = llm.provider.requests.filter(({ headers }) => headers.authorization?.endsWith('-b'));
  expect(small).toHaveLength(2);
});

it('never sends a model to a provider that it does not belong to', async () => {
  await using other = await startLlmProvider();
  await using llm = await startLlmGateway({ entry: { model_patterns: ['^gpt-'], aliases: [] } });
  const { status } = await post(llm.gateway, { ...question, model: 'deepseek-ai/r1' });

  expect(status).toBe(404);
  expect([...llm.provider.requests, ...other.requests]).toEqual([]);
});

it('takes new providers while it runs', async () => {
  await using fresh = await startLlmProvider({ key: 'another-key-01' });
  await using llm = await startLlmGateway();
  await llm.gateway.rewriteConfig({
    plugins: llmPlugins,
    providers: [providerEntry(fresh.url, { api_key: 'another-key-01' })],
  });
  await fetch(`${llm.gateway.url}/v1/config/reload`, { method: 'POST' });

  expect((await post(llm.gateway, question)).status).toBe(200);
  expect(fresh.requests).toHaveLength(1);
});

it('is inert without providers', async () => {
  await using llm = await startLlmGateway({ config: { providers: [] } });
  const list = await fetch(`${llm.gateway.url}/v1/models`);

  expect(await list.json()).toEqual({ object: 'list', data: [] });
  expect((await post(llm.gateway, question)).status).toBe(404);
});

it('never shows the key of a provider', async () => {
  await using llm = await startLlmGateway();
  llm.provider.next((_request, res) => sendError(res, 401, { code: 'x', message: 'no' }), reset);
  await post(llm.gateway, question);
  await post(llm.gateway, question);

  expect(JSON.stringify(llm.gateway.logLines)).not.toContain(key);
  expect(await llm.gateway.metrics()).not.toContain(key);
});

it('counts what came of each request', async () => {
  await using llm = await startLlmGateway();
  llm.provider.next((_request, res) => sendError(res, 429, { code: 'x', message: 'no' }));
  await (await post(llm.gateway, question)).text();
  await (await post(llm.gateway, question, { headers: { 'x-priority': 'high' } })).text();
  await llm.provider.until(() => true, 'two requests');
  const text = await llm.gateway.metrics();

  expect(text).toContain('glassgate_proxy_upstream_errors_total{provider="local",reason="429"} 1');
  expect(text).toContain('glassgate_openai_requests_total{priority="high",status="success"} 1');
  expect(text).toContain('glassgate_openai_requests_total{priority="normal",status="ratelimited"} 1');
  expect(text).toContain('glassgate_provider_circuit{provider="local"} 0');
});

it('is held to the limit of its provider', async () => {
  await using llm = await startLlmGateway({
    entry: { limiter: { rate_rpm: 3, bucket_capacity: 3, queue_max_size: 2, queue_timeout: 0.3 } },
    config: { plugins: ['auth', 'openai', 'provider', 'rate-limit', 'proxy'] },
  });
  const sent = [];
  for (const _turn of [1, 2, 3]) sent.push(await post(llm.gateway, question));
  const held = await Promise.all([1, 2, 3].map(() => post(llm.gateway, question)));
  const answers = [...sent, ...held];
  const bodies = await Promise.all(answers.map((answer) => answer.json()));
  const codes = (bodies as { error?: { code: string } }[]).map(({ error }) => error?.code ?? 'ok');

  expect(codes.toSorted()).toEqual(['ok', 'ok', 'ok', 'queue_full', 'queue_timeout', 'queue_timeout']);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 429, 429, 503]);
  for (const { status, headers } of answers.filter((one) => !one.ok)) {
    expect([status, Number(headers.get('retry-after'))]).toEqual([status, expect.any(Number)]);
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  }
  expect(llm.provider.mostPerMinute).toBe(3);
});

it('writes a line for every request into the log of its provider', async () => {
  await using llm = await startLlmGateway({
    config: { plugins: [...llmPlugins, 'io-log'], container_io_log: { enabled: true, dir: './io' } },
  });
  await (await post(llm.gateway, { ...question, note: `Bearer ${key}` })).text();
  llm.provider.next(reset);
  await (await post(llm.gateway, question)).text();
  await llm.gateway.stop();
  const [name = ''] = await readdir(join(llm.gateway.dir, 'io'));
  const text = await readFile(join(llm.gateway.dir, 'io', name), 'utf8');
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

  expect(name).toContain('provider-local');
  expect(lines).toMatchObject([
    { status_code: 200, method: 'POST', path: '/chat/completions', response: { outcome: 'done' } },
    { status_code: null, error: expect.stringContaining("Provider 'local'") },
  ]);
  expect(text).not.toContain(key);
});

it('keeps the series of its log when only containers change, and drops them with the provider', async () => {
  const others = { profiles: [], prompts: [] };
  const providers = [providerEntry('http://127.0.0.1:9')];
  const series = 'glassgate_io_log_dropped_total{container_id="provider-local",reason="buffer_full"} 0';
  await using gateway = await buildGateway({ ...others, providers, containers: [] });
  const reload = async (config: object) => {
    await gateway.rewriteConfig(config);
    expect((await fetch(`${gateway.url}/v1/config/reload`, { method: 'POST' })).status).toBe(200);
    return gateway.metrics();
  };
  expect(await gateway.metrics()).toContain(series);

  const containers = [{ id: 'c1', base_url: 'http://127.0.0.1:9' }];
  expect(await reload({ ...others, providers, containers })).toContain(series);

  expect(await reload({ ...others, containers })).not.toContain('provider-local');
});

it('lowers a priority that is higher than the client may have', async () => {
  await using llm = await startLlmGateway({
    config: {
      auth: { clients: [{ name: 'batch', key: 'key-of-the-batch-1' }] },
      priority: { max_by_client: { batch: 'normal' } },
    },
  });
  const priorities = [];
  for (const asked of ['urgent', 'low']) {
    const headers = { authorization: 'Bearer key-of-the-batch-1', 'x-priority': asked };
    priorities.push((await post(llm.gateway, question, { headers })).headers.get('x-glassgate-priority'));
  }

  expect(priorities).toEqual(['normal', 'low']);
});

it('tells a stream that runs when the gateway stops', async () => {
  await using llm = await startLlmGateway({ config: { shutdown: { drain_seconds: 0.2 } } });
  llm.provider.next((_request, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.write('data: {}\n\n');
  });
  const response = await post(llm.gateway, { ...question, stream: true });
  const [text] = await Promise.all([response.text(), llm.gateway.stop()]);

  expect(text).toMatch(/^data: \{\}\n\ndata: \{"error":\{.*"code":"shutting_down"\}\}\n\n$/);
});
