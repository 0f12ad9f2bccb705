import { measure } from './measure.ts';
import { checkAnswer, expectedAnswer } from './same-answer.ts';
import type { Sample } from './summary.ts';
import type { RunningSystem, Surroundings } from './system.ts';
import type { Suite } from './systems/suites.ts';
import type { Traffic } from './traffic.ts';
import { runWrk } from './wrk.ts';

export interface InterleaveOptions {
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: readonly number[];
  readonly surroundings: Surroundings;
  readonly signal: AbortSignal;
}

const warmUp = { connections: 16, seconds: 2, requests: 10_000, maxPasses: 6 };

/**
 * Start all systems and measure them in turn, round after round: what else the machine does meanwhile then
 * disturbs all of them alike.
 */
export async function measureInterleaved(suite: Suite, options: InterleaveOptions): Promise<Sample[]> {
  await using running = new AsyncDisposableStack();
  const started = new Map<string, RunningSystem>();
  for (const system of suite.systems) {
    progress(`starting ${system.name}`);
    const parts = running.use(await system.start(options.surroundings));
    for (const traffic of suite.traffic) {
      if (suite.isPassedOn) await checkAnswer(parts, { traffic, surroundings: options.surroundings });
      await compileHotCode(parts, { ...options, traffic });
    }
    started.set(system.name, parts);
  }
  const loads = await loadsOf(suite, options);
  const samples: Sample[] = [];
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const load of loads) {
      for (const [system, parts] of started) {
        const figures = await measure(parts, { ...options, ...load });
        const place = { system, traffic: load.traffic.name, connections: load.connections, round };
        samples.push({ ...place, ...figures });
        progress(`${Object.values(place).join(', ')}: ${describe(figures)}`);
      }
    }
  }
  return samples;
}

async function loadsOf(suite: Suite, { connections, surroundings }: InterleaveOptions) {
  const loads = suite.traffic.map(async (traffic) => {
    const answerBytes = suite.isPassedOn ? (await expectedAnswer(traffic, surroundings)).length : undefined;
    return connections.map((count) => ({ traffic, answerBytes, connections: count }));
  });
  return (await Promise.all(loads)).flat();
}

/** Load until the hot code is compiled, which takes requests rather than seconds. */
async function compileHotCode(
  target: RunningSystem,
  { traffic, connections, signal }: InterleaveOptions & { readonly traffic: Traffic },
) {
  const load = {
    target,
    body: traffic.body,
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
