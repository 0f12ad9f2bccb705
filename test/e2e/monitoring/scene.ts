import { startWorker } from 'glassgate/testing';
import type { Incident, Scene } from '../../../src/demo/incidents/incident.ts';
import type { WorkerId } from '../../../src/demo/incidents/incident-workers.ts';
import type { Stack } from './stack.ts';

interface Part {
  readonly profiles?: readonly string[];
  /** All when absent. */
  readonly containers?: readonly string[];
  readonly seconds?: number;
}

/** The stack as the incidents of the demo see it: its containers c1, c2, c3 stand for theirs. */
export function sceneOf(
  { gateway, workers, ioLogDir }: Stack,
  { profiles = [], containers, seconds = 60 }: Part = {},
): Scene {
  const all = workers.map(({ url }, index) => [`c${index + 1}`, url] as const);
  const indexOf = (id: WorkerId) => Number(id.slice(-1)) - 1;
  return {
    url: gateway.url,
    workers: {
      urls: new Map(all.filter(([id]) => containers?.includes(id) ?? true)),
      url: (id) => workers[indexOf(id)]?.url ?? '',
      kill: async (id) => workers[indexOf(id)]?.stop(),
      restart: async (id) => {
        const index = indexOf(id);
        workers[index] = await startWorker({ port: workers[index]?.port ?? 0 });
      },
    },
    profiles,
    ioLogDir,
    seconds,
    signal: new AbortController().signal,
    sendClientsAway: async () => () => undefined,
  };
}

export interface Trouble extends AsyncDisposable {
  /** Puts it right, once. */
  repair(): Promise<void>;
}

export async function begin(incident: Incident, scene: Scene): Promise<Trouble> {
  const putRight = await incident.begin(scene);
  let repaired: Promise<void> | undefined;
  const repair = () => {
    repaired ??= putRight();
    return repaired;
  };
  return { repair, [Symbol.asyncDispose]: repair };
}
