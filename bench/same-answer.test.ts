import { createServer } from 'node:http';
import { listenOnLoopback } from '../src/testing/loopback-server.ts';
import { checkAnswer } from './same-answer.ts';
import type { Surroundings } from './system.ts';
import { completing } from './traffic.ts';

const answering = (text: string) =>
  listenOnLoopback(createServer((req, res) => void req.resume().on('end', () => res.end(text))));

async function check(answers: { readonly api: string; readonly system: string }): Promise<void> {
  await using api = await answering(answers.api);
  await using system = await answering(answers.system);
  const signal = AbortSignal.timeout(10_000);
  const surroundings: Surroundings = {
    ...{ workerUrl: api.url, workerPath: '/', workerPid: process.pid, collectorUrl: api.url },
    ...{ dir: '/', maxConnections: 1, signal },
  };
  const running = { url: system.url, pid: process.pid, [Symbol.asyncDispose]: async () => {} };
  await checkAnswer(running, { traffic: completing, surroundings });
}

describe('checkAnswer', () => {
  it('is content with the same bytes', async () => {
    await expect(check({ api: 'data: 1\n\n', system: 'data: 1\n\n' })).resolves.toBeUndefined();
  });

  it('refuses a system that answers something shorter', async () => {
    const cut = check({ api: 'data: 1\n\ndata: 2\n\n', system: 'data: 1\n\n' });
    await expect(cut).rejects.toThrow('9 bytes instead of 18 (passthrough)');
  });
});
