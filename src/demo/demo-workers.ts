import { startWorkerProcess } from '../testing/worker-program.ts';
import { freePort } from './free-port.ts';

/** The ids that the shipped config.yaml gives its containers. */
const ids = ['camoufox-1', 'camoufox-2', 'camoufox-3'];

export interface DemoWorkers extends AsyncDisposable {
  /** Base URL of each worker, by container id. */
  readonly urls: ReadonlyMap<string, string>;
}

/**
 * Start the echo workers as processes of their own, each on its port when nobody else listens there.
 * A Ctrl-C in the terminal leaves stopping them to us.
 */
export async function startDemoWorkers({ ports }: { ports: readonly number[] }): Promise<DemoWorkers> {
  await using started = new AsyncDisposableStack();
  const urls = new Map<string, string>();
  for (const [index, id] of ids.entries()) {
    const port = await freePort({ host: '127.0.0.1', port: ports[index] ?? 0 });
    const args = ['--id', id, '--delay-ms', '200', '--port', String(port)];
    const worker = await startWorkerProcess(args, { ownProcessGroup: true });
    started.use(worker);
    urls.set(id, worker.url);
  }
  const running = started.move();
  return { urls, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
