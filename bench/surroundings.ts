import { startNodeProgram } from './node-program.ts';
import type { Surroundings } from './system.ts';

type Options = Pick<Surroundings, 'dir' | 'maxConnections' | 'signal'>;

/** What stands behind all systems. */
export interface Behind {
  /** Without its ending, in `programs/`. */
  readonly program: string;
  readonly path: string;
}

export const worker: Behind = { program: 'worker', path: '/analyze' };

export const llmApi: Behind = { program: 'llm-upstream', path: '/v1/chat/completions' };

/** Start what all systems share: one worker or API behind them, one collector beside them. */
export async function startSurroundings(
  behind: Behind,
  options: Options,
): Promise<Surroundings & AsyncDisposable> {
  const { dir, signal } = options;
  await using started = new AsyncDisposableStack();
  const program = started.use(await startNodeProgram({ name: behind.program, dir, signal }));
  const collector = started.use(await startNodeProgram({ name: 'otlp-sink', dir, signal }));
  const running = started.move();
  return {
    ...options,
    workerUrl: program.url,
    workerPath: behind.path,
    workerPid: program.pid,
    collectorUrl: collector.url,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
