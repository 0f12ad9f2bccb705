import { untilStopSignal } from '../src/boot/stop-signal.ts';
import { makeTempDir } from '../src/testing/temp-dir.ts';
import { machineFacts } from './machine.ts';
import { parseOptions } from './options.ts';
import { measureShare, type ShareSample } from './selection/measure-share.ts';
import { renderShares } from './selection/share-table.ts';
import type { PoolSize } from './selection/start-pool.ts';
import { startSurroundings, worker } from './surroundings.ts';

// `npm run bench:selection`: what choosing a container costs in a small pool and in a large one. A container serves
// one client at a time, so 4 of them bear 4 clients; each load has a large pool beside the smallest that bears it.
const pools: readonly PoolSize[] = [
  { containers: 4, clients: 4 },
  { containers: 1_000, clients: 4 },
  { containers: 125, clients: 100 },
  { containers: 1_000, clients: 100 },
];

const stop = new AbortController();
void untilStopSignal().then((signal) => stop.abort(new Error(`Stopped by ${signal}.`)));
try {
  await bench(stop.signal);
} catch (error) {
  const reason: unknown = stop.signal.aborted ? stop.signal.reason : error;
  console.error(reason instanceof Error ? reason.message : reason);
  process.exitCode = 1;
}

async function bench(signal: AbortSignal): Promise<void> {
  const { rounds, seconds } = parseOptions(process.argv.slice(2));
  await using dir = await makeTempDir();
  const maxConnections = Math.max(...pools.map(({ clients }) => clients));
  await using surroundings = await startSurroundings(worker, { dir: dir.path, maxConnections, signal });
  const samples: ShareSample[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    for (const size of pools) {
      const name = `${round}-${size.containers}-${size.clients}`;
      samples.push(await measureShare(size, { name, seconds, surroundings, signal }));
    }
  }
  const facts = { ...machineFacts(new Date()), rounds, seconds_each: seconds };
  console.log(
    Object.entries(facts)
      .map(([name, value]) => `${name} ${value}`)
      .join(' · '),
  );
  console.log(`\n${renderShares(samples)}`);
}
