import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { GlassgateError, notes, type SolveRequest, type Wish } from 'glassgate/plugin-api';
import { makeCall } from 'glassgate/testing';
import { openRoom } from './test-room.ts';
import { waitInLine } from './wait-in-line.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const crowd = 10_000;
const containers = Array.from({ length: 10 }, (_, index) => `c${index}`);
const profiles = Array.from({ length: 20 }, (_, index) => `p${index}`);
const request: SolveRequest = {
  promptId: 'default',
  profileId: undefined,
  proxyOverride: undefined,
  text: 'hi',
  image: undefined,
  forceNewChat: false,
  maxChatUses: undefined,
  chatUrl: undefined,
  waitSeconds: 600,
};
const config = { max_wait_seconds: 0, wait_seconds_limit: 600, max_waiting: crowd, recheck_seconds: 1 };

/** Each profile may use few containers, some, or all. */
function wishOf(profileId: string): Wish {
  const number = Number(profileId.slice(1));
  const size = [1, 3, 10][number % 3] ?? 1;
  const containerIds = size === 10 ? undefined : containers.slice(number % 8, (number % 8) + size);
  return { profileId, containerIds };
}

/** A chain of nothing but the queue. What a request gets it keeps until `endOne`. */
function openChain() {
  const world = openRoom({ containers });
  const { room, clock, attempt, release } = world;
  const running: (() => void)[] = [];
  const served: string[] = [];
  const counts = { waited: 0, dropped: 0 };
  const tally = {
    waited: () => {
      counts.waited += 1;
    },
    dropped: () => {
      counts.dropped += 1;
    },
  };
  const parts = {
    room,
    counts: tally,
    leases: () => world.leases,
    supply: () => world.supply,
    now: () => clock.now,
    settings: { config, isClosed: false },
  };
  const ask = (requestId: string, wanted: readonly string[], signal: AbortSignal) => {
    const call = makeCall({ requestId, signal });
    const { runId } = call.journal;
    const next = async () => {
      signal.throwIfAborted();
      const turn = room.gate.turnOf(runId)?.profileId;
      for (const id of turn === undefined ? wanted : [turn]) {
        call.note(notes.wish, wishOf(id));
        const container = attempt({ runId }, wishOf(id));
        if (container === undefined) continue;
        served.push(requestId);
        await new Promise<void>((resolve) => running.push(resolve));
        void release(container, id);
        return { text: requestId, raw: [] };
      }
      throw new GlassgateError('CONTAINER_BUSY', 'No.');
    };
    const profileId = wanted.length === 1 ? wanted[0] : undefined;
    return waitInLine({ ...call, values: { request: { ...request, profileId } } }, next, parts);
  };
  const endOne = async () => {
    running.shift()?.();
    await world.settle();
    await world.settle();
  };
  return { world, ask, endOne, running, served, counts };
}

function heapAfterGc(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** Let a crowd come, half of it leave, some before and some while the others are served, and serve the rest. */
async function passThrough(
  { world, ask, endOne, running, served }: ReturnType<typeof openChain>,
  size: number,
) {
  const before = heapAfterGc();
  const clients = Array.from({ length: size }, (_, index) => {
    const wanted = index % 7 === 0 ? profiles : profiles.slice(index % profiles.length).slice(0, 1);
    const client = new AbortController();
    const name = `${index} ${wanted.length === 1 ? wanted[0] : 'any'}`;
    const answer = ask(name, wanted, client.signal).then(
      ({ text }) => text,
      () => 'left',
    );
    return { name, client, answer };
  });
  await world.settle();
  const waiting = world.room.waiting;
  const peak = heapAfterGc();
  const leaving = clients.slice(containers.length).filter((_client, index) => index % 2 === 0);
  const reason = new GlassgateError('CLIENT_CANCELED', 'left');
  for (const { client } of leaving.slice(0, leaving.length / 2)) client.abort(reason);
  for (const { client } of leaving.slice(leaving.length / 2)) {
    client.abort(reason);
    await endOne();
  }
  while (running.length > 0) await endOne();
  const answers = await Promise.all(clients.map(({ answer }) => answer));
  const names = clients.map(({ name }) => name);
  const stayed = names.filter((_name, index) => answers[index] !== 'left');
  const left = answers.length - stayed.length;
  clients.length = 0;
  return { before, peak, waiting, left, stayed, served: served.splice(0), names };
}

it('serves a crowd of which half leaves: everybody who stays, in order, and nothing of it remains', async () => {
  const chain = openChain();
  await passThrough(chain, 500);
  chain.counts.waited = 0;

  const { before, peak, waiting, left, stayed, served } = await passThrough(chain, crowd);

  expect(waiting).toBe(crowd - containers.length);
  // Who is served while it leaves keeps what it has got.
  expect(left).toBeGreaterThan(crowd * 0.3);
  expect(stayed.length).toBeGreaterThan(crowd * 0.45);
  expect(served.toSorted()).toEqual(stayed.toSorted());
  for (const kind of [...profiles, 'any']) {
    const ofKind = (names: readonly string[]) => names.filter((name) => name.endsWith(` ${kind}`));
    expect(ofKind(served)).toEqual(ofKind(stayed));
  }
  expect(chain.counts).toEqual({ waited: waiting, dropped: expect.any(Number) });
  const { room } = chain.world;
  expect([room.waiting, room.present, chain.world.isNeeded()]).toEqual([0, 0, false]);
  expect(heapAfterGc() - before).toBeLessThan((peak - before) * 0.1);
}, 60_000);
