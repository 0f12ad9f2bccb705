import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { listenOnLoopback, readText, sendJson } from '../../src/testing/loopback-server.ts';

/** An LLM API that answers, and now and then refuses or fails. */
export async function startMoodyProvider() {
  let asked = 0;
  const server = createServer((req, res) => {
    readText(req)
      .then(() => {
        asked += 1;
        if (asked % 7 === 0) sendJson(res, 429, { error: { message: 'slower', type: 'rate_limit_error' } });
        else if (asked % 11 === 0) sendJson(res, 500, { error: { message: 'oops', type: 'server_error' } });
        else sendJson(res, 200, completion);
      })
      .catch(() => res.destroy());
  });
  const { url, close } = await listenOnLoopback(server);
  return { url, [Symbol.asyncDispose]: close };
}

const completion = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'm1',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hello' } }],
};

/** What a client of the OpenAI API sends, until the signal says stop. */
export async function sendChats({ url }: { readonly url: string }, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'moody/m1', messages: [{ role: 'user', content: 'Hello' }] }),
    });
    await response.text();
    await pause(150, undefined, { signal }).catch(() => undefined);
  }
}
