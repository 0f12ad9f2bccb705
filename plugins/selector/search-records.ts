import { type CallContext, type Consideration, GlassgateError } from 'glassgate/plugin-api';
import type { ContainerPool } from './container-pool.ts';

/** Candidates that a record lists. */
const maxListed = 64;

interface Searched {
  readonly pool: ContainerPool;
  readonly allowed: readonly string[] | undefined;
  /** What was passed over, and why. */
  readonly tried: ReadonlyMap<string, string>;
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
  call.decide({
    subject: 'container',
    chosen: id,
    reason,
    considered: [...passedOver.slice(0, maxListed), { id, verdict: 'chosen', reason }],
  });
}

/** Put down that none is left, and why; the error says the same. */
export function nothingLeft(
  call: CallContext,
  message: string,
  { pool, allowed, tried }: Searched,
): GlassgateError {
  const known = allowed ?? [...pool.views].map(({ id }) => id);
  const considered = [...new Set([...tried.keys(), ...known])]
    .slice(0, maxListed)
    .map((id) => passedOverBecause(id, tried.get(id) ?? pool.describe(id)));
  const counts = pool.countByState();
  call.decide({ subject: 'container', chosen: null, reason: 'no container is free', considered, counts });
  return new GlassgateError('CONTAINER_BUSY', message, { details: { considered, counts } });
}

function passedOverBecause(id: string, reason: string): Consideration {
  return { id, verdict: 'passed_over', reason };
}
