import { type Pool, type PoolOptions, startPool, startPrompt } from './pool.ts';

interface QueueReply {
  readonly status: number;
  readonly retryAfter: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into every corner of an answer
  readonly body: any;
}

/** A request that a worker works on. */
interface Held {
  /** Let it end. */
  release(): Promise<QueueReply>;
}

/** A request that waits. */
interface Lined {
  readonly answer: Promise<QueueReply>;
}

/** A pool whose requests wait when they say so. */
interface QueuePool extends AsyncDisposable {
  readonly pool: Pool;
  /** Ask for profile p1, unless the options name another, with patience. */
  ask(text: string, options?: object, init?: RequestInit): Promise<QueueReply>;
  /** Ask, and wait until the worker works on it. It hangs until the worker is released. */
  hold(containerId: string, options?: object): Promise<Held>;
  /** Ask, and wait until the request waits. */
  line(text: string, options?: object, init?: RequestInit): Promise<Lined>;
  /** Resolves when so many wait. */
  untilWaiting(count: number): Promise<void>;
  /** The texts that all workers were given, in order, without start prompts and what was held. */
  texts(): string[];
}

export const patient = { wait_seconds: 30 };

export async function startQueue({ config, ...options }: PoolOptions = {}): Promise<QueuePool> {
  const queue = { recheck_seconds: 0.05 };
  const pool = await startPool({ ...options, config: { queue, ...config } });
  const ask = async (text: string, asked: object = {}, init: RequestInit = {}): Promise<QueueReply> => {
    const response = await fetch(`${pool.gateway.url}/v1/solve`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ input: { text }, options: { profile_id: 'p1', ...asked } }),
      ...init,
    });
    const retryAfter = Number(response.headers.get('retry-after'));
    return { status: response.status, retryAfter, body: await response.json() };
  };
  const depth = async () => Number(/^glassgate_queue_depth (\d+)$/m.exec(await pool.gateway.metrics())?.[1]);
  const untilWaiting = async (count: number) => {
    while ((await depth()) !== count) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    pool,
    ask,
    untilWaiting,
    hold: async (containerId, asked) => {
      const worker = pool.worker(containerId);
      const { tasks } = worker.ledger.counts;
      worker.script({ rules: [{ kind: 'hang' }] });
      const answer = ask(`hold ${containerId}`, asked);
      await worker.until(({ counts }) => counts.tasks > tasks);
      worker.script({});
      return {
        release: () => {
          worker.release();
          return answer;
        },
      };
    },
    line: async (text, asked, init) => {
      const before = await depth();
      const answer = ask(text, { ...patient, ...asked }, init);
      answer.catch(() => undefined);
      await untilWaiting(before + 1);
      return { answer };
    },
    texts: () =>
      pool.workers
        .flatMap((worker) => worker.ledger.posts.map((post) => ({ worker, post })))
        .sort((a, b) => a.post.atMs - b.post.atMs)
        .flatMap(({ post }) => post.task?.text ?? [])
        .filter((text) => text !== startPrompt && !text.startsWith('hold ')),
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}
