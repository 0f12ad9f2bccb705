import {
  type CallContext,
  type Consideration,
  GlassgateError,
  retryAfterSeconds,
} from 'glassgate/plugin-api';
import type { ContainerPool } from './container-pool.ts';
import type { RequestMemory } from './request-memory.ts';

/** Candidates that a record lists. */
const maxListed = 64;

interface Searched {
  readonly pool: ContainerPool;
  readonly allowed: readonly string[] | undefined;
  /** What was passed over, and why. */
  readonly tried: ReadonlyMap<string, string>;
  readonly memory: RequestMemory;
  /** The request that a free container is kept for. */
  readonly keptFor: (id: string) => string | undefined;
  readonly expectedWaitMs: () => number;
}

/** Put down which container was chosen, and what was passed over before. */
export function recordChoice(
  call: CallContext,
  { id, reason }: { readonly id: string; readonly reason: string },
  { pool, allowed, tried }: Searched,
): void {
  const locked = pool.locked(allowed).filter((other) => other !== id && !tried.has(other));
  const passedOver = [
    ...[...tried].filter(([other]) => other !== id).map(([other, why]) => passedOverBecause(other, why)),
    ...locked.map((other) => passedOverBecause(other, pool.describe(other))),
  ];
  call.annotate({ 'glassgate.container.id': id });
  call.decide({
    subject: 'container',
    chosen: id,
    reason,
    considered: [...passedOver.slice(0, maxListed), { id, verdict: 'chosen', reason }],
  });
}

/** Put down that none is left, and why, as far as that is news; the error says all of it. */
export function nothingLeft(
  call: CallContext,
  message: string,
  { pool, allowed, tried, memory, keptFor, expectedWaitMs }: Searched,
): GlassgateError {
  const known = allowed ?? [...pool.views].map(({ id }) => id);
  const considered = [...new Set([...tried.keys(), ...known])]
    .slice(0, maxListed)
    .map((id) => passedOverBecause(id, tried.get(id) ?? describeKept(keptFor(id)) ?? pool.describe(id)));
  const counts = pool.countByState();
  const news = memory.news(considered);
  if (news.length > 0 || considered.length === 0) {
    call.decide({
      subject: 'container',
      chosen: null,
      reason: 'no container is free',
      considered: news,
      counts,
    });
  }
  const retryAfter = retryAfterSeconds(expectedWaitMs());
  return new GlassgateError('CONTAINER_BUSY', message, {
    details: { considered, counts, retry_after_seconds: retryAfter },
  });
}

function passedOverBecause(id: string, reason: string): Consideration {
  return { id, verdict: 'passed_over', reason };
}

function describeKept(requestId: string | undefined): string | undefined {
  return requestId && `kept for request '${requestId.slice(0, 128)}', which waited for it`;
}
