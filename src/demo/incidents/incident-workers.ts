import type { ChildProgram } from '../../testing/child-program.ts';
import { startWorkerProcess } from '../../testing/worker-program.ts';

/** The ids that the shipped config.yaml gives its containers. */
const ids = ['camoufox-1', 'camoufox-2', 'camoufox-3'] as const;
export type WorkerId = (typeof ids)[number];

/** Demo workers that can be killed and started again on their ports. */
export interface IncidentWorkers {
  readonly urls: ReadonlyMap<string, string>;
  url(id: WorkerId): string;
  kill(id: WorkerId): Promise<void>;
  restart(id: WorkerId): Promise<void>;
}

export async function startIncidentWorkers(): Promise<IncidentWorkers & AsyncDisposable> {
  const running = new Map<WorkerId, ChildProgram>();
  const urls = new Map<string, string>();
  const start = async (id: WorkerId) => {
    const port = urls.has(id) ? new URL(urls.get(id) ?? '').port : '0';
    const worker = await startWorkerProcess(['--id', id, '--delay-ms', '100', '--port', port], {
      ownProcessGroup: true,
    });
    running.set(id, worker);
    urls.set(id, worker.url);
  };
  const stopAll = async () => {
    await Promise.all([...running.values()].map((worker) => worker.stop()));
  };
  try {
    for (const id of ids) await start(id);
  } catch (error) {
    await stopAll();
    throw error;
  }
  return {
    urls,
    url: (id) => urls.get(id) ?? '',
    kill: async (id) => {
      await running.get(id)?.kill();
      running.delete(id);
    },
    restart: start,
    [Symbol.asyncDispose]: stopAll,
  };
}
