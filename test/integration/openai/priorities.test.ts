import { llmPlugins, post, question, startLlmGateway } from './llm-gateway.ts';

const [auth, openai, provider, proxy] = llmPlugins;
const plugins = [auth, openai, provider, 'rate-limit', proxy];

it('lets the urgent overtake the low, who get their turn in the end', async () => {
  const limiter = { rate_rpm: 1200, bucket_capacity: 1, max_inflight: 1, low_priority_timeout: 30 };
  await using llm = await startLlmGateway({ entry: { limiter }, config: { plugins } });
  const waiting = async () => {
    const metrics = await llm.gateway.metrics();
    const depths = metrics.matchAll(/^glassgate_rate_limit_queue_depth\{[^}]*\} (\d+)$/gm);
    return [...depths].reduce((sum, [, depth]) => sum + Number(depth), 0);
  };
  const ask = (content: string, priority: string) =>
    post(
      llm.gateway,
      { ...question, messages: [{ role: 'user', content }] },
      { headers: { 'x-priority': priority } },
    );
  // The first keeps the only place until everybody has come.
  const held = Promise.withResolvers<void>();
  llm.provider.next(async (_request, res) => {
    await held.promise;
    res.setHeader('content-type', 'application/json');
    res.end('{}');
  });
  const first = ask('first', 'normal');
  await llm.provider.request(0);
  const low = [1, 2, 3, 4].map((index) => ask(`low ${index}`, 'low'));
  while ((await waiting()) < low.length);
  const urgent = [1, 2, 3, 4].map((index) => ask(`urgent ${index}`, 'urgent'));
  while ((await waiting()) < low.length + urgent.length);
  held.resolve();
  const answers = await Promise.all([first, ...low, ...urgent]);

  const order = llm.provider.requests.map(({ body }) => {
    const { messages } = JSON.parse(body.toString()) as { messages: { content: string }[] };
    return messages[0]?.content.split(' ')[0];
  });
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 9 }, () => 200));
  expect(order).toEqual(['first', ...Array(4).fill('urgent'), ...Array(4).fill('low')]);
});
