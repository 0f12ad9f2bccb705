import {
  buildGateway,
  type SolveReply,
  startWorker,
  type TestGateway,
  type TestGatewayOptions,
  type TestWorker,
  type WorkerOptions,
} from 'glassgate/testing';

export interface PoolOptions extends Pick<TestGatewayOptions, 'sqlitePath'> {
  /** Number of containers: c1, c2, … */
  readonly size?: number;
  /** Workers of another pool, which keeps them, instead of new ones. */
  readonly workers?: readonly TestWorker[];
  readonly worker?: Omit<WorkerOptions, 'id' | 'port'>;
  /** Keys of each entry under `containers`. */
  readonly container?: object;
  /** Lies over the config of the pool. */
  readonly config?: object;
  readonly startPrompt?: string;
}

/** A gateway in front of workers that do what they are told, with profiles p1, p2 and p3. */
export interface Pool extends AsyncDisposable {
  readonly gateway: TestGateway;
  readonly workers: readonly TestWorker[];
  /** The worker behind a container. */
  worker(containerId: string): TestWorker;
  /** Solve a text; with profile p1 unless the options name another, or `undefined` for any. */
  ask(text: string, options?: object, init?: RequestInit): Promise<SolveReply>;
}

export const startPrompt = 'Be brief.';
export const rootUrl = 'https://chat.qwen.ai/';

export async function startPool(options: PoolOptions = {}): Promise<Pool> {
  await using opened = new AsyncDisposableStack();
  const workers = options.workers ?? (await startWorkers(options, opened));
  const { sqlitePath } = options;
  const gateway = opened.use(
    await buildGateway(configOf(workers, options), {
      files: { 'start.txt': options.startPrompt ?? startPrompt },
      ...(sqlitePath !== undefined && { sqlitePath }),
    }),
  );
  const running = opened.move();
  return {
    gateway,
    workers,
    worker: (containerId) => {
      const worker = workers.find(({ id }) => id === containerId);
      if (worker === undefined) throw new Error(`The pool has no container '${containerId}'.`);
      return worker;
    },
    ask: (text, asked = {}, init = undefined) =>
      gateway.solve({ input: { text }, options: { profile_id: 'p1', ...asked } }, init),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function startWorkers(
  { size = 1, worker }: PoolOptions,
  opened: AsyncDisposableStack,
): Promise<TestWorker[]> {
  const ids = Array.from({ length: size }, (_, index) => `c${index + 1}`);
  return Promise.all(ids.map(async (id) => opened.use(await startWorker({ ...worker, id }))));
}

function configOf(workers: readonly TestWorker[], { container, config }: PoolOptions): object {
  return {
    containers: workers.map(({ id, url }) => ({ id, base_url: url, ...container })),
    profiles: ['p1', 'p2', 'p3'].map((id) => ({ profile_id: id, profile_value: `/profiles/${id}` })),
    prompts: [{ prompt_id: 'default', file: 'start.txt' }],
    // The background probes come once, at the start: what a test sees afterwards is its own doing.
    selector: { probe_interval_seconds: 3600 },
    ...config,
  };
}
