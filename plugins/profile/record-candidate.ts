import { type CallContext, type Consideration, maskUrlPasswords, notes } from 'glassgate/plugin-api';
import type { Candidate } from './candidate.ts';

/** Passed-over profiles that a decision lists; more would only cost time to read and to write. */
export const maxListed = 32;

interface Choosing {
  /** Whether the client has named the profile, or a chat of it. */
  readonly mode: 'explicit' | 'auto';
  readonly passedOver?: readonly Consideration[];
}

/** Put down which candidate is tried now: in the job, in the trace and in the log. */
export function recordCandidate(
  call: CallContext,
  candidate: Candidate,
  { mode, passedOver = [] }: Choosing,
): void {
  const { known, proxy, proxySource, reason } = candidate;
  const { id } = known.profile;
  call.decide({
    subject: 'profile',
    chosen: id,
    reason,
    considered: [...passedOver.slice(-maxListed), { id, verdict: 'chosen', reason }],
  });
  call.annotate({
    'glassgate.profile.id': id,
    'glassgate.profile.mode': mode,
    'glassgate.profile.uses': known.usesCount,
    ...(known.maxUses !== undefined && { 'glassgate.profile.max_uses': known.maxUses }),
    ...(proxy !== undefined && { 'glassgate.socks.id': proxy.id }),
    'glassgate.socks.source': proxySource,
  });
  // The span of the run has it from its start only where the client has named it.
  call.annotateRun({ 'glassgate.profile.id': id });
  call.event('profile.resolved', { profile_id: id, mode, socks_source: proxySource });
  call.note(notes.profile, {
    profileId: id,
    proxyId: proxy?.id,
    proxyUrl: proxy === undefined ? undefined : maskUrlPasswords(proxy.url),
  });
}
