import { startWorkerProcess } from '../testing/worker-program.ts';

/** The ids that the shipped config.yaml gives its containers. */
const ids = ['camoufox-1', 'camoufox-2', 'camoufox-3'];

export interface DemoWorkers extends AsyncDisposable {
  /** Base URL of each worker, by container id. */
  readonly urls: ReadonlyMap<string, string>;
}

/** Start the echo workers as processes of their own. A Ctrl-C in the terminal leaves stopping them to us. */
export async function startDemoWorkers(): Promise<DemoWorkers> {
  await using started = new AsyncDisposableStack();
  const urls = new Map<string, string>();
  for (const id of ids) {
    const worker = await startWorkerProcess(['--id', id, '--delay-ms', '200'], { ownProcessGroup: true });
    started.use(worker);
    urls.set(id, worker.url);
  }
  const running = started.move();
  return { urls, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
