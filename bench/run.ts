import { writeFile } from 'node:fs/promises';
import { untilStopSignal } from '../src/boot/stop-signal.ts';
import { makeTempDir } from '../src/testing/temp-dir.ts';
import { machineFacts } from './machine.ts';
import { measureInterleaved } from './measure-interleaved.ts';
import { isOnPath } from './on-path.ts';
import { parseOptions } from './options.ts';
import { summarise } from './summary.ts';
import { startSurroundings } from './surroundings.ts';
import type { System } from './system.ts';
import { catalog } from './systems/catalog.ts';
import { renderTables } from './table.ts';

// `npm run bench`: the gateway beside its peers, on this machine, now.
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
  const options = parseOptions(process.argv.slice(2));
  if (!(await isOnPath('wrk'))) throw new Error('wrk makes the load: apt-get install wrk');
  const systems = await chosenSystems(options.only);
  await using dir = await makeTempDir();
  await using surroundings = await startSurroundings({
    dir: dir.path,
    maxConnections: Math.max(...options.connections),
    signal,
  });
  const samples = await measureInterleaved(systems, { ...options, surroundings, signal });
  const machine = machineFacts(new Date());
  const facts = { ...machine, rounds: options.rounds, seconds_each: options.seconds };
  console.log(
    Object.entries(facts)
      .map(([name, value]) => `${name} ${value}`)
      .join(' · '),
  );
  console.log(`\n${renderTables(summarise(samples))}`);
  if (options.json !== undefined) await writeFile(options.json, JSON.stringify({ facts, samples }, null, 2));
}

async function chosenSystems(only: readonly string[] | undefined): Promise<System[]> {
  const names = catalog.map(({ name }) => name);
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new Error(`There is no system '${unknown}'. There are: ${names.join(', ')}.`);
  const wanted = catalog.filter(({ name }) => only?.includes(name) ?? true);
  const missing = await Promise.all(wanted.map((system) => system.missing?.()));
  for (const sentence of missing) if (sentence !== undefined) console.error(sentence);
  return wanted.filter((_, index) => missing[index] === undefined);
}
