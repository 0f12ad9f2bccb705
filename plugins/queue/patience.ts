import { GlassgateError, type SolveRequest } from 'glassgate/plugin-api';
import type { QueueConfig } from './config.ts';

/** How long a request wants to wait, in milliseconds; 0 when it does not. INVALID_REQUEST when that is too long. */
export function patienceOf({ waitSeconds }: SolveRequest, config: QueueConfig): number {
  const limit = config.wait_seconds_limit;
  if (waitSeconds === undefined) return config.max_wait_seconds * 1000;
  if (waitSeconds <= limit) return waitSeconds * 1000;
  const message = `'options.wait_seconds' may be ${limit} at most; this request asks for ${waitSeconds}.`;
  throw new GlassgateError('INVALID_REQUEST', message, { details: { limit_seconds: limit } });
}

/** The line of a request that leaves its profile to the gateway; undefined when it names a profile or a chat. */
export function openLineOf({ profileId, chatUrl, proxyOverride, client }: SolveRequest): string | undefined {
  if (profileId !== undefined || chatUrl !== undefined) return undefined;
  // Whether a proxy exists is found out by a try; the others with the same proxy have passed that.
  return JSON.stringify(['any', client?.name ?? null, proxyOverride ?? null]);
}
