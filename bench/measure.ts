import { readLoopDelay } from './loop-delay.ts';
import { readUsage } from './proc-usage.ts';
import type { RunningSystem } from './system.ts';
import type { Traffic } from './traffic.ts';
import { type Load, runWrk } from './wrk.ts';

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
  readonly traffic: Traffic;
  /** What every answer has to bring, where all systems answer alike. */
  readonly answerBytes: number | undefined;
  readonly connections: number;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

const leadSeconds = 1;

export async function measure(system: RunningSystem, options: MeasureOptions): Promise<Figures> {
  const { pid, metricsUrl } = system;
  const { traffic, connections, signal } = options;
  const target = { target: system, body: traffic.body, connections, signal };
  // While the others had their turn this one was idle, and an idle process gives compiled code and memory back.
  await runWrk({ ...target, seconds: leadSeconds });
  await readLoopDelay(metricsUrl, signal);
  const before = await readUsage(pid);
  const load = await runWrk({ ...target, seconds: options.seconds });
  const after = await readUsage(pid);
  return {
    requestsPerSecond: load.requests / load.seconds,
    p50Ms: load.p50Ms,
    p99Ms: load.p99Ms,
    cpuUsPerRequest: (after.cpuUs - before.cpuUs) / load.requests,
    rssMb: after.rssBytes / 1024 ** 2,
    failedShare: failedShare(load, options.answerBytes),
    loopDelayMs: await readLoopDelay(metricsUrl, signal),
  };
}

/** Answers that were refused or broke, or the share of the bytes that did not come. */
export function failedShare({ requests, bytes, failures }: Load, answerBytes = 0): number {
  const missing = requests * answerBytes - bytes;
  return Math.max(failures / (requests || 1), missing / (requests * answerBytes || 1), 0);
}
