import type { Figures } from './measure.ts';

/** One measurement as it was taken. */
export interface Sample extends Figures {
  readonly system: string;
  readonly traffic: string;
  readonly connections: number;
  readonly round: number;
}

/** One row of a table: the medians of all rounds. */
export interface Summary extends Figures {
  readonly system: string;
  readonly traffic: string;
  readonly connections: number;
}

/** Medians over the rounds; of failures the worst round counts. In the order of the first round. */
export function summarise(samples: readonly Sample[]): Summary[] {
  const groups = Map.groupBy(samples, ({ system, traffic, connections }) =>
    [traffic, connections, system].join(),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const middle = (read: (sample: Sample) => number) => median(group.map(read));
    const delays = group.map(({ loopDelayMs }) => loopDelayMs).filter((delay) => delay !== undefined);
    return {
      system: first.system,
      traffic: first.traffic,
      connections: first.connections,
      requestsPerSecond: middle((sample) => sample.requestsPerSecond),
      p50Ms: middle((sample) => sample.p50Ms),
      p99Ms: middle((sample) => sample.p99Ms),
      cpuUsPerRequest: middle((sample) => sample.cpuUsPerRequest),
      rssMb: middle((sample) => sample.rssMb),
      failedShare: Math.max(...group.map(({ failedShare }) => failedShare)),
      loopDelayMs: delays.length === 0 ? undefined : median(delays),
    };
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}
