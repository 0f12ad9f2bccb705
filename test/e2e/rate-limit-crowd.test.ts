import { setTimeout as delay } from 'node:timers/promises';
import { type GatewayProcess, startLlmProvider } from 'glassgate/testing';
import { openPool } from './pool.ts';

const key = 'key-of-the-provider-01';
const classes = ['urgent', 'high', 'normal', 'low'];
const rpm = 40;
const patienceMs = 400;

/** What 200 clients get who ask at once; 0 where the connection broke. */
function askTogether({ url }: GatewayProcess): Promise<number>[] {
  return Array.from({ length: 200 }, (_value, index) =>
    fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-priority': classes[index % classes.length] ?? '',
        'x-request-timeout-ms': String(patienceMs),
      },
      body: JSON.stringify({ model: 'gpt-test', messages: [] }),
    })
      .then(async (response) => {
        await response.text();
        return response.status;
      })
      .catch(() => 0),
  );
}

it('never sends a provider more than its rate in a minute, whatever 200 clients ask and however often it is killed', async () => {
  await using provider = await startLlmProvider({ key });
  // Slow enough for a kill in the middle of what may leave at once.
  provider.always(async (_request, res) => {
    await delay(40);
    res.setHeader('content-type', 'application/json');
    res.end('{"id":"1","object":"chat.completion","choices":[]}');
  });
  const limiter = { rate_rpm: rpm, max_inflight: 4, low_priority_timeout: 60 };
  await using pool = await openPool({
    config: {
      providers: [
        {
          id: 'local',
          base_url: provider.url,
          allow_private: true,
          api_key: key,
          model_patterns: ['^gpt-'],
          limiter,
        },
      ],
    },
  });

  const killed = async (when: (answers: Promise<number>[]) => Promise<unknown>) => {
    await using gateway = await pool.start();
    const answers = askTogether(gateway);
    await when(answers);
    await gateway.kill();
    await Promise.all(answers);
    return provider.requests.length;
  };
  const first = await killed(() => provider.request(9));
  const second = await killed((answers) => Promise.race(answers));
  await using last = await pool.start();
  const statuses = [...(await Promise.all(askTogether(last))), ...(await Promise.all(askTogether(last)))];

  expect(first).toBeLessThan(rpm);
  expect(provider.mostPerMinute).toBeLessThanOrEqual(rpm);
  expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([]);
  expect(statuses.filter((status) => status === 200)).toHaveLength(provider.requests.length - second);
  expect(provider.mistakes).toEqual([]);
}, 60_000);
