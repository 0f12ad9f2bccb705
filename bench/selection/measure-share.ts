import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readUsage } from '../proc-usage.ts';
import type { Surroundings } from '../system.ts';
import { solving } from '../traffic.ts';
import { runWrk } from '../wrk.ts';
import { between, isIdle, stageTimesIn } from './stage-times.ts';
import { type PoolSize, startPool } from './start-pool.ts';

/** One pool under load, once. */
export interface ShareSample extends PoolSize {
  readonly requestsPerSecond: number;
  /** Part of the time of a solve that choosing its container took. */
  readonly share: number;
  readonly selectorMs: number;
  readonly solveMs: number;
  readonly cpuUsPerRequest: number;
  readonly failedShare: number;
}

export interface ShareOptions {
  readonly name: string;
  readonly seconds: number;
  readonly surroundings: Surroundings;
  readonly signal: AbortSignal;
}

const warmUpSeconds = 5;
const pollMs = 50;

/** Start a gateway, load it until its code is compiled, and measure. */
export async function measureShare(size: PoolSize, options: ShareOptions): Promise<ShareSample> {
  const { name, seconds, surroundings, signal } = options;
  const dir = join(surroundings.dir, name);
  await using gateway = await startPool(size, { ...surroundings, dir });
  const load = { target: gateway, body: solving.body, connections: size.clients, signal };
  const scrape = async () => (await fetch(gateway.metricsUrl, { signal })).text();
  const look = async () => stageTimesIn(await scrape());

  await runWrk({ ...load, seconds: warmUpSeconds });
  // Requests that the load generator has left behind still hold their profiles for a moment.
  while (!isIdle(await scrape())) await pause(pollMs, undefined, { signal });
  const [before, usedBefore] = [await look(), await readUsage(gateway.pid)];
  await runWrk({ ...load, seconds });
  const usedAfter = await readUsage(gateway.pid);
  const times = between(before, await look());

  const all = times.solves + times.failures;
  return {
    ...size,
    requestsPerSecond: all / seconds,
    share: times.selector / times.all,
    selectorMs: (times.selector / times.solves) * 1000,
    solveMs: (times.all / times.solves) * 1000,
    cpuUsPerRequest: (usedAfter.cpuUs - usedBefore.cpuUs) / all,
    failedShare: times.failures / all,
  };
}
