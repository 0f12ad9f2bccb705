import { type CallContext, type Hindrance, notes, type SpanAttributes } from 'glassgate/plugin-api';
import type { Lease } from './leases.ts';
import { holderNote } from './refusals.ts';

const maxIdChars = 128;

export function tellAcquired(call: CallContext, profileId: string): void {
  call.annotate(outcome(call, 'acquired'));
  call.event('lock.acquired', { profile_id: profileId });
}

export function tellReleased(call: CallContext, profileId: string, heldMs: number): void {
  call.event('lock.released', { profile_id: profileId, hold_ms: Math.round(heldMs) });
}

/** Another request has the profile. */
export function tellHeld(call: CallContext, holder: Lease): void {
  if (holder.span !== undefined) call.link(holder.span, { 'glassgate.link': 'lock holder' });
  call.annotate({
    ...outcome(call, 'busy'),
    'glassgate.lock.holder_request_id': holder.owner.slice(0, maxIdChars),
    ...(holder.runId !== undefined && { 'glassgate.lock.holder_job_id': holder.runId }),
  });
  call.event('lock.busy', { profile_id: holder.key, held_by: holder.owner.slice(0, maxIdChars) });
  call.note(notes.lockHolder, holderNote(holder));
}

/** Nobody has it, but others go first. */
export function tellKept(call: CallContext, profileId: string, { requestId }: Hindrance): void {
  call.annotate(outcome(call, 'busy'));
  call.event('lock.busy', { profile_id: profileId, kept_for: requestId.slice(0, maxIdChars) });
}

function outcome({ journal }: CallContext, how: 'acquired' | 'busy'): SpanAttributes {
  return {
    'glassgate.lock.key_kind': 'profile',
    'glassgate.lock.wait_ms': journal.latest(notes.queue)?.waitMs ?? 0,
    'glassgate.lock.outcome': how,
  };
}
