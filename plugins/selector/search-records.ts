import {
  type CallContext,
  type Consideration,
  GlassgateError,
  type PinnedChat,
  retryAfterSeconds,
} from 'glassgate/plugin-api';
import type { ContainerPool } from './container-pool.ts';
import { describeContainer, hindranceOf } from './hindrance.ts';
import type { Rejection, Strategy } from './metrics.ts';
import { countByState, unreachable } from './pool-census.ts';
import type { RequestMemory } from './request-memory.ts';

/** Candidates that a record lists. */
const maxListed = 64;

export interface Searched {
  readonly pool: ContainerPool;
  readonly allowed: readonly string[] | undefined;
  /** What was passed over, and why. */
  readonly tried: ReadonlyMap<string, string>;
  readonly memory: RequestMemory;
  /** The request that a free container is kept for. */
  keptFor(id: string): string | undefined;
  expectedWaitMs(): number;
  /** How many containers the request may use. */
  readonly candidates: number;
  readonly pin: PinnedChat | undefined;
  /** Those that were passed over on the way, and why, as one word. */
  readonly rejected: ReadonlyMap<string, Rejection>;
}

export interface Choice {
  readonly id: string;
  readonly strategy: Strategy;
  readonly reason: string;
}

/** Put down which container was chosen, and what was passed over before. */
export function recordChoice(call: CallContext, { id, strategy, reason }: Choice, searched: Searched): void {
  const { pool, allowed, tried } = searched;
  const locked = pool.locked(allowed).filter((other) => other !== id && !tried.has(other));
  const passedOver = [
    ...[...tried].filter(([other]) => other !== id).map(([other, why]) => passedOverBecause(other, why)),
    ...locked.map((other) => passedOverBecause(other, describeContainer(pool, other))),
  ];
  const listed = passedOver.slice(0, maxListed);
  annotateSearch(call, searched, { strategy, id, passedOver: listed });
  call.decide({
    subject: 'container',
    chosen: id,
    reason,
    considered: [...listed, { id, verdict: 'chosen', reason }],
  });
}

/** Put down that none is left, and why, as far as that is news; the error says all of it. */
export function nothingLeft(call: CallContext, searched: Searched): GlassgateError {
  const { pool, allowed, tried, memory } = searched;
  const known = allowed ?? [...pool.views].map(({ id }) => id);
  const considered = [...new Set([...tried.keys(), ...known])]
    .slice(0, maxListed)
    .map((id) =>
      passedOverBecause(
        id,
        tried.get(id) ?? describeKept(searched.keptFor(id)) ?? describeContainer(pool, id),
      ),
    );
  const counts = countByState(pool);
  const news = memory.news(considered);
  annotateSearch(call, searched, { strategy: 'none', passedOver: news });
  if (news.length > 0 || considered.length === 0) {
    call.decide({
      subject: 'container',
      chosen: null,
      reason: 'no container is free',
      considered: news,
      counts,
    });
  }
  const retryAfter = retryAfterSeconds(searched.expectedWaitMs());
  return new GlassgateError('CONTAINER_BUSY', refusal(searched), {
    details: { considered, counts, retry_after_seconds: retryAfter },
  });
}

interface SearchEnd {
  readonly strategy: Choice['strategy'] | 'none';
  /** The container that was chosen. */
  readonly id?: string;
  readonly passedOver: readonly Consideration[];
}

function annotateSearch(
  call: CallContext,
  searched: Searched,
  { strategy, id: chosen, passedOver }: SearchEnd,
): void {
  const { candidates, pin } = searched;
  const rejected = passedOver.map(({ id }) => `${id}=${rejectionOf(id, searched)}`);
  call.annotate({
    'glassgate.selector.strategy': strategy,
    'glassgate.selector.candidates': candidates,
    'glassgate.selector.pinned': pin !== undefined,
    ...(chosen !== undefined && { 'glassgate.container.id': chosen }),
    ...(rejected.length > 0 && { 'glassgate.selector.rejected': rejected }),
  });
  if (rejected.length > 0) call.event('selector.rejected', { candidates, rejected });
}

/** Why a search passes a container over, as one word. */
export function rejectionOf(id: string, searched: Searched): Rejection {
  const { pool, rejected } = searched;
  const known = rejected.get(id);
  if (known !== undefined) return known;
  const view = pool.get(id);
  if (view === undefined) return 'not_enabled';
  return searched.keptFor(id) === undefined ? hindranceOf(pool, view) : 'kept';
}

function refusal({ pool, pin, allowed }: Searched): string {
  if (pin !== undefined) return `Container '${pin.containerId}', where the chat lives, is not free.`;
  const dead = unreachable(pool, allowed);
  if (dead === '') return 'No container that the profile may use is free.';
  const deadPool = unreachable(pool);
  if (deadPool !== '') return `No container is reachable: ${deadPool}.`;
  return `No container that the profile may use is reachable: ${dead}.`;
}

function passedOverBecause(id: string, reason: string): Consideration {
  return { id, verdict: 'passed_over', reason };
}

function describeKept(requestId: string | undefined): string | undefined {
  return requestId && `kept for request '${requestId.slice(0, 128)}', which waited for it`;
}
