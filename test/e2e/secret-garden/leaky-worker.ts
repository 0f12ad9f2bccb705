import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LeakyAnswer {
  readonly status?: number;
  readonly statusText?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a text as it is. */
  readonly body: unknown;
  /** Cuts the connection after the body. */
  readonly isCut?: boolean;
}

/** A worker that answers whatever it is told, with no manners at all. */
export interface LeakyWorker extends AsyncDisposable {
  readonly url: string;
  /** Bodies of the messages that arrived. */
  readonly received: readonly string[];
  /** What to answer next; without one it answers properly. */
  next(...answers: readonly LeakyAnswer[]): void;
  /** What `GET /status` says from now on. */
  says(status: object): void;
}

export async function startLeakyWorker(): Promise<LeakyWorker> {
  const queue: LeakyAnswer[] = [];
  const received: string[] = [];
  let status: object = { status: 'ok', busy: false };
  let chats = 0;
  const proper = (): LeakyAnswer => ({
    body: { text: 'fine', page_url: `https://chat.qwen.ai/c/chat-${++chats}` },
  });
  const server = createServer((req, res) => {
    void readBody(req).then((body) => {
      if (req.method === 'GET') return reply(res, { body: status });
      received.push(body);
      reply(res, queue.shift() ?? proper());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    next: (...answers) => void queue.push(...answers),
    says: (fresh) => {
      status = fresh;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function reply(res: ServerResponse, { status = 200, statusText, headers, body, isCut }: LeakyAnswer): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const fields = { 'content-type': 'application/json', ...headers };
  if (isCut !== true) {
    res.writeHead(status, statusText ?? 'Whatever', fields).end(text);
    return;
  }
  res.writeHead(status, { ...fields, 'content-length': String(Buffer.byteLength(text) + 10) });
  res.write(text, () => res.destroy());
}
