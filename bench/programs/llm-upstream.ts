import { createServer, type ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';

// An LLM API that takes no time: whatever a system in front of it takes is its own.
const { values } = parseArgs({ options: { port: { type: 'string' } } });
const asked = z.object({ stream: z.boolean().optional() });
const same = { id: 'chatcmpl-1', created: 1, model: 'gpt-bench' };
const content = 'The answer of a model is a few sentences long, and a gateway has to pass it on. '.repeat(5);

const message = { index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' };
const usage = { prompt_tokens: 50, completion_tokens: 90, total_tokens: 140 };
const answer = JSON.stringify({ ...same, object: 'chat.completion', choices: [message], usage });

const words = Array.from({ length: 48 }, (_, index) => ({ delta: { content: `word ${index} ` } }));
const events = [
  ...words.map((word) => ({ index: 0, ...word, finish_reason: null })),
  { index: 0, delta: {}, finish_reason: 'stop' },
].map((choice) => eventOf(JSON.stringify({ ...same, object: 'chat.completion.chunk', choices: [choice] })));
const stream = [...events, eventOf('[DONE]')];

createServer((req, res) => {
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', () => {
    if (req.method === 'GET') res.end();
    else if (asked.parse(JSON.parse(Buffer.concat(chunks).toString('utf8'))).stream) void sendStream(res);
    else res.writeHead(200, { 'content-type': 'application/json' }).end(answer);
  });
}).listen(Number(values.port), '127.0.0.1');

/** Events that are written within one turn of the event loop would leave as one packet. */
async function sendStream(res: ServerResponse): Promise<void> {
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of stream) {
    res.write(event);
    await nextTurn();
  }
  res.end();
}

function eventOf(text: string): string {
  return `data: ${text}\n\n`;
}
