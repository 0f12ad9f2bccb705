import { buildGateway } from 'glassgate/testing';

// Two chains that carry nothing; each request names the limiter that it counts against.
const files = {
  'doors.mjs': `
    const door = (chain) => ({ chain, fills: { limiter: { id: 'limiter' } }, answer: { id: 'greeting' } });
    const chains = [door('front'), door('back')];
    export default {
      name: 'doors',
      opens: chains,
      setup: ({ chain }) => ({
        routes: (routes, http) => {
          for (const entry of chains) {
            const start = chain(entry);
            routes.get('/' + entry.chain + '/:limiter', { access: 'public', summary: 'A door.' }, async (req, res) => {
              const { requestId, arrivedAt, signal } = http.of(req);
              const values = { limiter: req.params.limiter };
              const run = start({ requestId, arrivedAt, signal, values, deadlineMs: 60_000 });
              const { status, text } = await run.answer.then(
                (text) => ({ status: 200, text }),
                (error) => ({ status: error.status, text: error.code }),
              );
              run.end();
              res.status(status).json({ text });
            });
          }
        },
      }),
    };`,
  'naming.mjs': `
    export default {
      name: 'naming',
      needs: { limiter: { id: 'limiter' } },
      adds: { admission: { id: 'admission' } },
      setup: () => ({
        stage: (call, next) =>
          next({ admission: { limiter: call.values.limiter, priority: 'normal', bytes: 0, waitMs: 0 } }),
      }),
    };`,
  'greeting.mjs': `
    export default {
      name: 'greeting',
      answer: { id: 'greeting' },
      setup: () => ({ stage: async (call) => 'hello from ' + call.chain }),
    };`,
};

const chain = ['front', 'back'];
const plugins = [
  './doors.mjs',
  { use: './naming.mjs', chain },
  { use: 'rate-limit', chain },
  { use: './greeting.mjs', chain },
];

it('limits several chains at once, each with its own limits, and knows nothing of what they carry', async () => {
  const rate_limit = { front: { rate_rpm: 1 }, back: { rate_rpm: 2 } };
  await using gateway = await buildGateway({ plugins, rate_limit }, { files });
  const knock = async (path: string) => {
    const response = await fetch(`${gateway.url}/${path}`);
    return ((await response.json()) as { text: string }).text;
  };

  const answers: string[] = [];
  for (const path of ['front/a', 'front/a', 'front/b', 'back/a', 'back/a', 'back/a']) {
    answers.push(await knock(path));
  }

  expect(answers).toEqual([
    'hello from front',
    'RATE_LIMITED',
    'hello from front',
    'hello from back',
    'hello from back',
    'RATE_LIMITED',
  ]);
});

it('limits nothing where there are no limits', async () => {
  await using gateway = await buildGateway({ plugins }, { files });

  const statuses: number[] = [];
  for (let index = 0; index < 50; index += 1) statuses.push((await fetch(`${gateway.url}/front/a`)).status);

  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await gateway.metrics()).not.toMatch(/^glassgate_rate_limit_tokens\{/m);
});
