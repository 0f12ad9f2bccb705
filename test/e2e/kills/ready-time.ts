import { availableParallelism, loadavg } from 'node:os';
import type { GatewayProcess } from 'glassgate/testing';
import type { Pool } from '../pool.ts';

export interface Started {
  readonly gateway: GatewayProcess;
  /** From the start of the process to its first 200 of /health. */
  readonly readyMs: number;
  /** Others used the machine too, so that the time says little. */
  readonly isLoaded: boolean;
}

export async function startTimed(pool: Pool): Promise<Started> {
  const startedAt = performance.now();
  const gateway = await pool.start();
  const { status } = await fetch(`${gateway.url}/health`);
  const readyMs = performance.now() - startedAt;
  const isLoaded = (loadavg()[0] ?? 0) > availableParallelism();
  if (status !== 200) throw new Error(`/health answered ${status}.`);
  return { gateway, readyMs, isLoaded };
}

/** Starts that took longer than the limit although the machine was free. */
export function lateStarts(starts: readonly Started[], limitMs: number): number[] {
  return starts
    .filter(({ readyMs, isLoaded }) => !isLoaded && readyMs > limitMs)
    .map(({ readyMs }) => readyMs);
}

/** `n 200, p50 812 ms, p95 1010 ms, max 1204 ms` */
export function describeStarts(starts: readonly Started[]): string {
  const sorted = starts.map(({ readyMs }) => readyMs).sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN).toFixed(0);
  return `n ${starts.length}, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms`;
}
