import { writeFile } from 'node:fs/promises';
import { untilStopSignal } from '../src/boot/stop-signal.ts';
import { makeTempDir } from '../src/testing/temp-dir.ts';
import { machineFacts } from './machine.ts';
import { measureInterleaved } from './measure-interleaved.ts';
import { isOnPath } from './on-path.ts';
import { parseOptions } from './options.ts';
import { summarise } from './summary.ts';
import { startSurroundings } from './surroundings.ts';
import { type Suite, suites } from './systems/suites.ts';
import { renderTables } from './table.ts';

// `npm run bench`: the gateway beside its peers and beside itself, on this machine, now.
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
  const suite = await withoutMissing(suites[options.suite], options.only);
  const machine = machineFacts(new Date());
  await using dir = await makeTempDir();
  await using surroundings = await startSurroundings(suite.behind, {
    dir: dir.path,
    maxConnections: Math.max(...options.connections),
    signal,
  });
  const samples = await measureInterleaved(suite, { ...options, surroundings, signal });
  const facts = { ...machine, rounds: options.rounds, seconds_each: options.seconds };
  console.log(
    Object.entries(facts)
      .map(([name, value]) => `${name} ${value}`)
      .join(' · '),
  );
  console.log(`\n${renderTables(summarise(samples), suite.comparisons)}`);
  if (options.json !== undefined) await writeFile(options.json, JSON.stringify({ facts, samples }, null, 2));
}

/** Only what was asked for and can run here. */
async function withoutMissing(suite: Suite, only: readonly string[] | undefined): Promise<Suite> {
  const names = suite.systems.map(({ name }) => name);
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new Error(`There is no system '${unknown}'. There are: ${names.join(', ')}.`);
  const wanted = suite.systems.filter(({ name }) => only?.includes(name) ?? true);
  const missing = await Promise.all(wanted.map((system) => system.missing?.()));
  for (const sentence of missing) if (sentence !== undefined) console.error(sentence);
  return { ...suite, systems: wanted.filter((_, index) => missing[index] === undefined) };
}
