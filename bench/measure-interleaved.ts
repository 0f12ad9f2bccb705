import { measure } from './measure.ts';
import type { Sample } from './summary.ts';
import type { RunningSystem, Surroundings, System } from './system.ts';
import { runWrk } from './wrk.ts';

export interface InterleaveOptions {
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: readonly number[];
  readonly surroundings: Surroundings;
  readonly signal: AbortSignal;
}

const warmUp = { connections: 16, seconds: 2, requests: 20_000, maxPasses: 15 };

/**
 * Start all systems and measure them in turn, round after round: what else the machine does meanwhile then
 * disturbs all of them alike.
 */
export async function measureInterleaved(
  systems: readonly System[],
  options: InterleaveOptions,
): Promise<Sample[]> {
  await using running = new AsyncDisposableStack();
  const started = new Map<string, RunningSystem>();
  for (const system of systems) {
    progress(`starting ${system.name}`);
    const parts = running.use(await system.start(options.surroundings));
    await compileHotCode(parts, options);
    started.set(system.name, parts);
  }
  const samples: Sample[] = [];
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const connections of options.connections) {
      for (const [system, parts] of started) {
        const figures = await measure(parts, { ...options, connections });
        samples.push({ system, connections, round, ...figures });
        progress(`round ${round}, ${connections} connections, ${system}: ${describe(figures)}`);
      }
    }
  }
  return samples;
}

/** Load until the hot code is compiled, which takes requests rather than seconds. */
async function compileHotCode({ url }: RunningSystem, { connections, signal }: InterleaveOptions) {
  const load = {
    url,
    connections: Math.min(warmUp.connections, Math.max(...connections)),
    seconds: warmUp.seconds,
    signal,
  };
  let served = 0;
  for (let pass = 0; pass < warmUp.maxPasses && served < warmUp.requests; pass += 1) {
    served += (await runWrk(load)).requests;
  }
}

function describe({
  requestsPerSecond,
  cpuUsPerRequest,
}: Pick<Sample, 'requestsPerSecond' | 'cpuUsPerRequest'>) {
  return `${requestsPerSecond.toFixed(0)} req/s, ${cpuUsPerRequest.toFixed(0)} µs`;
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
