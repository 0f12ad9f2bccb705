import {
  type ContainerLock,
  nobodyWaits,
  type PinnedChat,
  type PreferredChat,
  type SolveContainer,
  type SpanAttributes,
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
  const attributes: Record<string, unknown> = {};
  const events: ({ readonly name: string } & SpanAttributes)[] = [];
  const call = makeCall({
    annotate: (added) => void Object.assign(attributes, added),
    event: (name, fields) => void events.push({ ...fields, name }),
  });
  const seen: string[] = [];
  const watch = {
    began: (candidates: number) => void seen.push(`began ${candidates}`),
    chose: (strategy: string) => void seen.push(`chose ${strategy}`),
    passedOver: (id: string, reason: string) => void seen.push(`${id} ${reason}`),
  };
  const search = ({ allowed = [], pin, preference, recheckLimit = 16 }: Wish = {}, room = nobodyWaits) =>
    new Search({ pool, probe, recheckLimit, room: () => room, expectedWaitMs: () => 0, watch }, call, {
      profile: { id: 'p1', value: '/p1', allowedContainers: allowed },
      pin,
      preference,
    });
  const running = opened.move();
  const close = () => running.disposeAsync();
  return { workers, pool, locks, call, attributes, events, seen, search, [Symbol.asyncDispose]: close };
}
