import { buildGateway, sendError, startLlmProvider } from 'glassgate/testing';
import { llmPlugins, post, providerEntry, question, startLlmGateway } from './openai/llm-gateway.ts';
import { startPool } from './pool.ts';

const watcher = `
export default {
  name: 'watcher',
  chain: 'openai',
  setup: () => ({
    observe: { attemptEnded: () => { throw new Error('cannot watch'); } },
    stage: (call, next) => next(),
  }),
};`;

/** Completions: passed on, limited, refused by the provider, and gone elsewhere. */
export async function complete(): Promise<void> {
  const [auth, openai, provider, proxy] = llmPlugins;
  const plugins = [auth, openai, provider, 'rate-limit', proxy];
  const limiter = { rate_rpm: 1, low_priority_timeout: 0.05 };
  await using llm = await startLlmGateway({ entry: { limiter }, config: { plugins } });
  await post(llm.gateway, question);
  await post(llm.gateway, question, { headers: { 'x-priority': 'low' } });
  await post(llm.gateway, '{"model":');
  await using free = await startLlmGateway();
  free.provider.next((_request, res) => sendError(res, 500, { code: 'broken', message: 'Broken.' }));
  await post(free.gateway, question);
}

/** A provider that is not there, before one that is, watched by a plugin that fails. */
export async function completeElsewhere(): Promise<void> {
  await using second = await startLlmProvider({ key: 'key-of-the-provider-01' });
  await using gateway = await buildGateway(
    {
      plugins: ['auth', 'openai', './watcher.mjs', 'provider', 'proxy'],
      providers: [
        providerEntry('http://127.0.0.1:1', { id: 'first' }),
        providerEntry(second.url, { id: 'second' }),
      ],
      model_routes: [{ model: 'gpt-test', providers: ['first'], fallback: [{ provider: 'second' }] }],
    },
    { files: { 'watcher.mjs': watcher } },
  );
  await post(gateway, question);
}

/** A start prompt of the pool as a model. */
export async function completeInPool(): Promise<void> {
  await using pool = await startPool();
  await post(pool.gateway, { model: 'solve/default', messages: [{ role: 'user', content: 'hello' }] });
}

/** Tell people of an alert: the first message is taken, the second is not. */
export async function alertPeople(): Promise<void> {
  await using people = await startLlmProvider();
  await using gateway = await buildGateway({
    alerts: {
      channels: [{ id: 'hook', type: 'webhook', url: `${people.url}/hook` }],
      routes: [{ channels: ['hook'] }],
    },
  });
  people.next(
    (_request, res) => void res.writeHead(202).end(),
    (_request, res) => void res.writeHead(403).end(),
  );
  for (const alertname of ['First', 'Second']) {
    await post(gateway, groupOf(alertname), { path: '/v1/alerts/ops' });
  }
  await people.until(() => (people.requests.length >= 2 ? true : undefined), 'two messages');
}

function groupOf(alertname: string): object {
  const labels = { alertname, severity: 'warning' };
  return {
    version: '4',
    groupKey: `{}:{alertname="${alertname}"}`,
    status: 'firing',
    receiver: 'ops',
    groupLabels: { alertname },
    commonLabels: labels,
    commonAnnotations: {},
    externalURL: 'http://alertmanager.example',
    truncatedAlerts: 0,
    alerts: [
      {
        status: 'firing',
        labels,
        annotations: { summary: 'Something is wrong.' },
        startsAt: '2026-11-20T10:00:00Z',
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL: 'http://prometheus.example',
        fingerprint: '0123456789abcdef',
      },
    ],
  };
}
