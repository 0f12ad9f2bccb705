import {
  type CallContext,
  type Consideration,
  GlassgateError,
  maskUrlPasswords,
  notes,
  type SolveAnswer,
} from 'glassgate/plugin-api';
import type { Candidate } from './candidates.ts';

type TryOne = (candidate: Candidate) => Promise<SolveAnswer>;

/** Passed-over profiles that a decision lists; more would only cost time to read and to write. */
const maxListed = 32;

/** Try the candidates in order until one serves the request; one that is busy is passed over. */
export async function tryCandidates(
  call: CallContext,
  candidates: readonly Candidate[],
  tryOne: TryOne,
): Promise<SolveAnswer> {
  const passedOver: Consideration[] = [];
  const busy: GlassgateError[] = [];
  for (const candidate of candidates) {
    record(call, candidate, passedOver);
    try {
      return await tryOne(candidate);
    } catch (cause) {
      const error = GlassgateError.from(cause);
      // Busy means that nothing was executed, so the next profile may be asked the same.
      const isBusy = error.code === 'PROFILE_BUSY' || error.code === 'CONTAINER_BUSY';
      if (!isBusy || !error.retryable || candidates.length === 1) throw error;
      busy.push(error);
      passedOver.push({ id: candidate.known.profile.id, verdict: 'passed_over', reason: error.message });
    }
  }
  throw nothingLeft(call, busy, passedOver);
}

function record(call: CallContext, candidate: Candidate, passedOver: readonly Consideration[]): void {
  const { known, proxy, reason } = candidate;
  const { id } = known.profile;
  call.decide({
    subject: 'profile',
    chosen: id,
    reason,
    considered: [...passedOver.slice(-maxListed), { id, verdict: 'chosen', reason }],
  });
  call.note(notes.profile, {
    profileId: id,
    proxyId: proxy?.id,
    proxyUrl: proxy === undefined ? undefined : maskUrlPasswords(proxy.url),
  });
}

function nothingLeft(
  call: CallContext,
  busy: readonly GlassgateError[],
  passedOver: readonly Consideration[],
): GlassgateError {
  const considered = passedOver.slice(-maxListed);
  const reason = busy.length === 0 ? 'no profile is eligible' : 'every eligible profile is busy';
  call.decide({ subject: 'profile', chosen: null, reason, considered });
  // A profile that was free but found no container makes it the containers' fault.
  const isContainerBusy = busy.some(({ code }) => code === 'CONTAINER_BUSY');
  if (isContainerBusy) {
    return new GlassgateError('CONTAINER_BUSY', 'No profile that is free found a free container.', {
      details: { considered },
    });
  }
  const message = busy.length === 0 ? 'No profile may be selected.' : 'Every profile is busy.';
  return new GlassgateError('PROFILE_BUSY', message, { details: { considered } });
}
