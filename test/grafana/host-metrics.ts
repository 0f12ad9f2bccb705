import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { listenOnLoopback } from '../../src/testing/loopback-server.ts';

/** What a node exporter (1.5.0) said, as far as somebody asks for it. */
export async function startHostMetrics() {
  const text = await readFile(join(import.meta.dirname, 'node-exporter.txt'), 'utf8');
  const server = createServer((_req, res) => {
    res.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text);
  });
  const { url, close } = await listenOnLoopback(server);
  return { url, [Symbol.asyncDispose]: close };
}
