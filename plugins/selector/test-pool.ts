import {
  type ContainerLock,
  nobodyWaits,
  type PinnedChat,
  type PreferredChat,
  type SolveContainer,
} from 'glassgate/plugin-api';
import { makeCall, makeContainer, openExchange, startWorker, type TestWorker } from 'glassgate/testing';
import { ContainerPool } from './container-pool.ts';
import { Search } from './search.ts';
import { StatusProbe } from './status-probe.ts';

interface Wish {
  readonly allowed?: readonly string[];
  readonly pin?: PinnedChat;
  readonly preference?: PreferredChat;
  readonly recheckLimit?: number;
}

/** A pool of real workers w1, w2 … that are busy or not, and searches in it. */
export async function openPool(...busy: readonly boolean[]) {
  await using opened = new AsyncDisposableStack();
  const workers: TestWorker[] = [];
  for (const status of busy) workers.push(opened.use(await startWorker({ script: { busy: { status } } })));
  const { exchange } = opened.use(openExchange());
  const probe = opened.use(new StatusProbe(exchange));
  const locks = new Map<string, ContainerLock>();
  const pool = new ContainerPool(
    workers.map(
      (worker, index): SolveContainer => ({
        ...makeContainer(worker.url),
        id: `w${index + 1}`,
        retries: 0,
      }),
    ),
    { lockOf: (id) => locks.get(id), ids: () => [...locks.keys()] },
  );
  const call = makeCall();
  const search = ({ allowed = [], pin, preference, recheckLimit = 16 }: Wish = {}) =>
    new Search({ pool, probe, recheckLimit, room: () => nobodyWaits, expectedWaitMs: () => 0 }, call, {
      profile: { id: 'p1', value: '/p1', allowedContainers: allowed },
      pin,
      preference,
    });
  const running = opened.move();
  return { workers, pool, locks, call, search, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
