import { startNodeProgram } from './node-program.ts';
import type { Surroundings } from './system.ts';

type Options = Pick<Surroundings, 'dir' | 'maxConnections' | 'signal'>;

/** Start what all systems share: one worker behind them, one collector beside them. */
export async function startSurroundings(options: Options): Promise<Surroundings & AsyncDisposable> {
  const { dir, signal } = options;
  await using started = new AsyncDisposableStack();
  const worker = started.use(await startNodeProgram({ name: 'worker', dir, signal }));
  const collector = started.use(await startNodeProgram({ name: 'otlp-sink', dir, signal }));
  const running = started.move();
  return {
    ...options,
    workerUrl: worker.url,
    workerPid: worker.pid,
    collectorUrl: collector.url,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
