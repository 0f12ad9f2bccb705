import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

interface ReceivedPost {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into every corner of a message
  readonly body: any;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Never answer. */
  readonly hangs?: boolean;
  /** Cut the connection. */
  readonly drops?: boolean;
}

/** What each chat program answers when it took a message. */
export const takes = {
  feishu: { body: { code: 0, msg: 'success', data: {} } },
  slack: { body: 'ok' },
  telegram: { body: { ok: true, result: { message_id: 1 } } },
  webhook: { status: 202, body: '' },
} as const satisfies Record<string, Answer>;

export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly posts: readonly ReceivedPost[];
  /** What it answers from now on. */
  answer: Answer;
  /** Resolves when so many posts have come, since the beginning. */
  untilPosts(count: number): Promise<readonly ReceivedPost[]>;
}

/** A chat program on a free port. */
export async function startReceiver(answer: Answer = takes.webhook): Promise<Receiver> {
  const posts: ReceivedPost[] = [];
  const waiting = new Set<() => void>();
  const state = { answer };
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const { method = '', url: path = '', headers } = req;
    const { status = 200, headers: own = {}, body = '', hangs = false, drops = false } = state.answer;
    posts.push({ method, path, headers, text, body: text === '' ? undefined : JSON.parse(text) });
    for (const check of waiting) check();
    if (drops) return void req.socket.destroy();
    if (hangs) return;
    res.writeHead(status, own);
    res.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    posts,
    get answer() {
      return state.answer;
    },
    set answer(fresh) {
      state.answer = fresh;
    },
    untilPosts: (count) =>
      new Promise((resolve, reject) => {
        const giveUp = setTimeout(
          () => reject(new Error(`Waited in vain for post ${count}; there are ${posts.length}.`)),
          10_000,
        );
        const check = () => {
          if (posts.length < count) return;
          waiting.delete(check);
          clearTimeout(giveUp);
          resolve(posts);
        };
        waiting.add(check);
        check();
      }),
    [Symbol.asyncDispose]: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}
