import {
  GlassgateError,
  type Hindrance,
  type LockHolderNote,
  type ProfileLeases,
  retryAfterSeconds,
  timestamp,
  type Wish,
} from 'glassgate/plugin-api';
import type { Lease } from './leases.ts';

/** Who has the profile, for the explanation of whoever wants it. */
export function holderNote({ key, owner, runId, span, acquiredAt }: Lease): LockHolderNote {
  return {
    profileId: key,
    requestId: owner,
    jobId: runId,
    traceId: span?.traceId,
    spanId: span?.spanId,
    since: timestamp(acquiredAt),
  };
}

/** Somebody uses the profile. */
export function inUse(holder: Lease, leases: ProfileLeases): GlassgateError {
  const { key: profileId } = holder;
  const owner = holder.owner.slice(0, 128);
  return new GlassgateError('PROFILE_BUSY', `Profile '${profileId}' is in use by request '${owner}'.`, {
    details: {
      profile_id: profileId,
      locked_by: owner,
      locked_at: timestamp(holder.acquiredAt),
      age_seconds: (Date.now() - holder.acquiredAt.getTime()) / 1000,
      retry_after_seconds: retryAfterSeconds(leases.expectedWaitMs([profileId], 1)),
    },
  });
}

/** Nobody uses the profile, but others wait for it or for its containers. */
export function othersFirst(
  { profileId, containerIds }: Wish,
  { code, requestId, waiting, expectedWaitMs }: Hindrance,
): GlassgateError {
  const first = requestId.slice(0, 128);
  const message =
    code === 'PROFILE_BUSY'
      ? `Profile '${profileId}' is kept for request '${first}', which waits for it.`
      : `No container for profile '${profileId}' is free, and request '${first}' waits for one.`;
  return new GlassgateError(code, message, {
    details: {
      profile_id: profileId,
      container_ids: containerIds ?? null,
      waits_first: first,
      waiting,
      retry_after_seconds: retryAfterSeconds(expectedWaitMs),
    },
  });
}
