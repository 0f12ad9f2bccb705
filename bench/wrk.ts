import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Target } from './system.ts';

export interface Load {
  readonly requests: number;
  /** Of all answers, heads included. */
  readonly bytes: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers with a status of 400 or more, and connections that broke. */
  readonly failures: number;
}

export interface LoadOptions {
  readonly target: Target;
  readonly body: string;
  readonly connections: number;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

const run = promisify(execFile);
const script = join(import.meta.dirname, 'post.lua');

const report = z.object({
  requests: z.number(),
  bytes: z.number(),
  duration_us: z.number(),
  p50_us: z.number(),
  p99_us: z.number(),
  refused: z.number(),
  broken: z.number(),
});

/** Load a URL with POST requests, each connection as fast as it is answered. */
export async function runWrk({ target, body, connections, seconds, signal }: LoadOptions): Promise<Load> {
  const count = String(connections);
  const load = ['-t', count, '-c', count, '-d', `${seconds}s`, '--timeout', '10s', '-s', script];
  const headers = Object.entries(target.headers ?? {}).flatMap(([name, value]) => [
    '-H',
    `${name}: ${value}`,
  ]);
  const { stdout } = await run('wrk', [...load, ...headers, target.url, '--', body], { signal });
  return parseWrkOutput(stdout);
}

/** The last line is the report of our script; the lines above it are wrk's own. */
export function parseWrkOutput(output: string): Load {
  const last = output.trimEnd().split('\n').at(-1) ?? '';
  if (!last.startsWith('{')) throw new Error(`wrk did not report:\n${output}`);
  const { requests, bytes, duration_us, p50_us, p99_us, refused, broken } = report.parse(JSON.parse(last));
  return {
    requests,
    bytes,
    seconds: duration_us / 1e6,
    p50Ms: p50_us / 1000,
    p99Ms: p99_us / 1000,
    failures: refused + broken,
  };
}
