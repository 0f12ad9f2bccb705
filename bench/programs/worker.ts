import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { z } from 'zod';

// A worker that takes no time: whatever a system in front of it takes is its own. It stands for any number of
// containers, whose base URLs differ by a prefix of the path.
const { values } = parseArgs({ options: { port: { type: 'string' } } });
const message = z.object({ url: z.string().optional() });
const text =
  'The answer of a worker is a few sentences long, and a gateway has to read and to store it. '.repeat(5);
const idle = JSON.stringify({ status: 'ok', busy: false, page_url: 'https://chat.qwen.ai/' });
const headers = { 'content-type': 'application/json' };
let chats = 0;

createServer((req, res) => {
  if (req.method === 'GET') {
    res.writeHead(200, headers).end(idle);
    return;
  }
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', () => {
    res.writeHead(200, headers).end(answer(Buffer.concat(chunks).toString('utf8')));
  });
}).listen(Number(values.port), '127.0.0.1');

/** A message to a chat stays there; any other opens one. */
function answer(body: string): string {
  const { url = '' } = message.parse(JSON.parse(body));
  if (url.includes('/c/')) return JSON.stringify({ text, page_url: url });
  chats += 1;
  return JSON.stringify({ text, page_url: `https://chat.qwen.ai/c/${chats}` });
}
