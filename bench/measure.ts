import { readLoopDelay } from './loop-delay.ts';
import { readUsage } from './proc-usage.ts';
import type { RunningSystem } from './system.ts';
import { runWrk } from './wrk.ts';

/** One system under one load, once. */
export interface Figures {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuUsPerRequest: number;
  readonly rssMb: number;
  /** Share of requests that were not answered with success. */
  readonly failedShare: number;
  /** Longest delay of the event loop, where the system tells. */
  readonly loopDelayMs: number | undefined;
}

export interface MeasureOptions {
  readonly connections: number;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

const leadSeconds = 1;

export async function measure(system: RunningSystem, options: MeasureOptions): Promise<Figures> {
  const { url, pid, metricsUrl } = system;
  // While the others had their turn this one was idle, and an idle process gives compiled code and memory back.
  await runWrk({ url, ...options, seconds: leadSeconds });
  await readLoopDelay(metricsUrl, options.signal);
  const before = await readUsage(pid);
  const load = await runWrk({ url, ...options });
  const after = await readUsage(pid);
  return {
    requestsPerSecond: load.requests / load.seconds,
    p50Ms: load.p50Ms,
    p99Ms: load.p99Ms,
    cpuUsPerRequest: (after.cpuUs - before.cpuUs) / load.requests,
    rssMb: after.rssBytes / 1024 ** 2,
    failedShare: load.failures / (load.requests || 1),
    loopDelayMs: await readLoopDelay(metricsUrl, options.signal),
  };
}
