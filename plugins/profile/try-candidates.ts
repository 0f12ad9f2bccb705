import {
  type CallContext,
  type Consideration,
  type ErrorCode,
  GlassgateError,
  type SolveAnswer,
} from 'glassgate/plugin-api';
import type { Offer } from './auto-candidates.ts';
import { busyContainers } from './busy-containers.ts';
import type { Candidate } from './candidate.ts';
import { maxListed, recordCandidate } from './record-candidate.ts';

type TryOne = (candidate: Candidate) => Promise<SolveAnswer>;

/** Retry-After where no time helps, but an operator may: to log a profile in, or to add one. */
const operatorSeconds = 60;

const busyCodes: ReadonlySet<ErrorCode> = new Set(['PROFILE_BUSY', 'CONTAINER_BUSY', 'RATE_LIMITED']);

/** Try the candidates in order until one serves the request; one that is busy is passed over. */
export async function tryCandidates(
  call: CallContext,
  offers: AsyncIterable<Offer> | Iterable<Offer>,
  tryOne: TryOne,
): Promise<SolveAnswer> {
  const passedOver: Consideration[] = [];
  const busy: GlassgateError[] = [];
  let told = 0;
  for await (const offer of offers) {
    if ('passedOver' in offer) {
      passedOver.push(offer.passedOver);
      continue;
    }
    const { candidate } = offer;
    // What an earlier decision says is not said again: with many profiles that would be most of the record.
    recordCandidate(call, candidate, { mode: 'auto', passedOver: passedOver.slice(told) });
    told = passedOver.length;
    try {
      return await tryOne(candidate);
    } catch (cause) {
      const error = GlassgateError.from(cause);
      // Busy means that nothing was executed, so the next profile may be asked the same.
      if (!busyCodes.has(error.code) || !error.retryable) throw error;
      busy.push(error);
      const { id } = candidate.known.profile;
      passedOver.push({ id, verdict: 'passed_over', reason: reasonOf(error) });
    }
  }
  const [only] = busy;
  // Where there was no choice, what happened says more than that no choice was left.
  if (only !== undefined && passedOver.length === 1) throw only;
  throw nothingLeft(call, busy, passedOver);
}

function reasonOf({ message, details }: GlassgateError): string {
  const holder = details['locked_by'];
  return typeof holder === 'string' ? `locked by request '${holder.slice(0, 128)}'` : message;
}

function nothingLeft(
  call: CallContext,
  busy: readonly GlassgateError[],
  passedOver: readonly Consideration[],
): GlassgateError {
  const considered = passedOver.slice(-maxListed);
  // A profile that was free but found no container makes it the containers' fault.
  const containers = busyContainers(busy);
  const profilesOnly = busy.length === 0 ? 'no profile is eligible' : 'every eligible profile is busy';
  const reason = containers?.reason ?? profilesOnly;
  call.decide({ subject: 'profile', chosen: null, reason, considered });
  const details = { considered, retry_after_seconds: soonest(busy) };
  if (containers !== undefined) {
    return new GlassgateError('CONTAINER_BUSY', containers.message, {
      details: { ...details, containers: containers.details },
    });
  }
  const message = busy.length === 0 ? 'No profile may be selected.' : 'Every profile is busy.';
  return new GlassgateError('PROFILE_BUSY', message, { details });
}

/** Seconds after which the first of them may be free. */
function soonest(busy: readonly GlassgateError[]): number {
  const known = busy
    .map(({ details }) => details['retry_after_seconds'])
    .filter((one) => typeof one === 'number');
  return known.length === 0 ? operatorSeconds : Math.min(...known);
}
