import { sendError } from 'glassgate/testing';
import { type LlmGateway, llmPlugins, post, question, startLlmGateway } from './openai/llm-gateway.ts';

const plugins = [...llmPlugins.slice(0, 3), 'rate-limit', 'proxy', 'readiness'];

interface Ready {
  readonly status: number;
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, string>>;
}

async function ask({ gateway }: LlmGateway): Promise<Ready> {
  const response = await fetch(`${gateway.url}/health/ready`);
  return { status: response.status, ...((await response.json()) as Omit<Ready, 'status'>) };
}

it('is ready when the database takes rows, and asks no provider', async () => {
  await using llm = await startLlmGateway({ config: { plugins } });

  expect(await ask(llm)).toEqual({
    status: 200,
    ready: true,
    checks: { store: 'ok', config: 'ok', providers: 'ok', limiters: 'ok' },
  });
  expect(llm.provider.requests).toEqual([]);
  expect(llm.gateway.rows('SELECT id FROM readiness_probe')).toEqual([{ id: 'probe' }]);
});

it('is not ready while the only provider refuses the key, and ready with another key', async () => {
  await using llm = await startLlmGateway({ config: { plugins } });
  llm.provider.next((_request, res) => sendError(res, 401, { code: 'invalid_api_key', message: 'No.' }));
  await post(llm.gateway, question);
  const refused = await ask(llm);
  await post(llm.gateway, question);

  expect(refused).toMatchObject({ status: 503, ready: false, checks: { providers: 'auth_failed' } });
  expect(await ask(llm)).toMatchObject({ status: 200, checks: { providers: 'ok' } });
});

it('is not ready while the only provider is out of reach', async () => {
  await using llm = await startLlmGateway({
    entry: { circuit: { fails: 1, open_seconds: 60 } },
    config: { plugins },
  });
  llm.provider.next((_request, res) => void res.socket?.destroy());
  await post(llm.gateway, question);

  expect(await ask(llm)).toMatchObject({ status: 503, checks: { providers: 'unreachable' } });
});

it.each([404, 429, 500])('stays ready after an answer %d', async (status) => {
  await using llm = await startLlmGateway({ config: { plugins } });
  llm.provider.next((_request, res) => sendError(res, status, { code: 'x', message: 'x' }));
  await post(llm.gateway, question);

  expect(await ask(llm)).toMatchObject({ status: 200, checks: { providers: 'ok' } });
});

it('is busy and ready when the tokens are used up', async () => {
  await using llm = await startLlmGateway({ entry: { limiter: { rate_rpm: 1 } }, config: { plugins } });
  await post(llm.gateway, question);

  expect(await ask(llm)).toMatchObject({ status: 200, ready: true, checks: { limiters: 'busy' } });
});

it('is not ready when the queue is about to refuse requests', async () => {
  await using llm = await startLlmGateway({
    entry: { limiter: { rate_rpm: 1, queue_max_size: 1 } },
    config: { plugins },
  });
  await post(llm.gateway, question);
  const leaving = new AbortController();
  const waiting = post(llm.gateway, question, { signal: leaving.signal }).catch(() => undefined);
  let now = await ask(llm);
  while (now.ready) now = await ask(llm);
  leaving.abort();
  await waiting;

  expect(now).toMatchObject({ status: 503, checks: { limiters: 'queue_full' } });
});

it('stays ready with a broken config file, and says so', async () => {
  await using llm = await startLlmGateway({ config: { plugins } });
  await llm.gateway.rewriteConfig('providers: [');
  await llm.gateway.untilLog('configuration not reloaded, the former one stays in force');

  expect(await ask(llm)).toMatchObject({ status: 200, checks: { config: 'stale' } });
});

it('is not ready once it was told to stop', async () => {
  await using llm = await startLlmGateway({ config: { plugins } });
  const held = Promise.withResolvers<void>();
  llm.provider.next(async (_request, res) => {
    await held.promise;
    sendError(res, 404, { code: 'x', message: 'x' });
  });
  const running = post(llm.gateway, question);
  await llm.provider.request(0);
  const stopped = llm.gateway.stop();
  const late = await fetch(`${llm.gateway.url}/health/ready`).then(
    ({ status }) => status,
    () => 'refused',
  );
  held.resolve();
  await running;
  await stopped;

  expect(['refused', 503]).toContain(late);
});
