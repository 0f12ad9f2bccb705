import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LoopbackServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** Stops at once: open connections are cut. */
  close(): Promise<void>;
}

interface ListenOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number | undefined;
  /** Another interface than 127.0.0.1, for a container of its own. */
  readonly host?: string | undefined;
}

/** Listen on 127.0.0.1, on a free port unless one is given. */
export async function listenOnLoopback(
  server: Server,
  { port = 0, host = '127.0.0.1' }: ListenOptions = {},
): Promise<LoopbackServer> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    return closed;
  };
  return { port: address.port, url: `http://${host}:${address.port}`, close, [Symbol.asyncDispose]: close };
}

export async function readText(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

export function sendJson(res: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  res.end(text);
}
