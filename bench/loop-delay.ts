// The sampler wakes every ten milliseconds and counts them in.
const samplerMs = 10;

/** How late the event loop was at worst since the last scrape, from the Prometheus text of a Node process. */
export function loopDelayMsIn(metrics: string): number | undefined {
  const seconds = Number(/^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(metrics)?.[1]);
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds * 1000 - samplerMs);
}

/** Scrape, which starts the next period. Undefined for a system without metrics. */
export async function readLoopDelay(
  url: string | undefined,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (url === undefined) return undefined;
  const answer = await fetch(url, { signal });
  return loopDelayMsIn(await answer.text());
}
