import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createPoster } from './post-batch.ts';

const busy = 'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n';

it('sends no more of a batch that was answered before it was read', async () => {
  const connected = Promise.withResolvers<Socket>();
  const server = createServer((socket) => {
    connected.resolve(socket);
    socket.on('error', () => undefined).once('data', () => socket.pause().write(busy));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const poster = createPoster(new URL(`http://127.0.0.1:${port}/v1/traces`));
  const body = Buffer.alloc(32 * 1024 * 1024, 'A');

  const result = await poster.post({
    pieces: [body],
    headers: { 'content-length': body.length },
    signal: AbortSignal.timeout(20_000),
  });
  // From here on the memory may have the spans of another batch.
  body.fill('B');
  const socket = await connected.promise;
  const read: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => read.push(chunk));
  socket.resume();
  await once(socket, 'close', { signal: AbortSignal.timeout(20_000) });
  poster.close();
  server.close();

  expect(result).toEqual({ kind: 'later', afterMs: 0, reason: 'HTTP 503' });
  expect(Buffer.concat(read).includes('B')).toBe(false);
});
