import type { PinnedChat, Profile } from './slots.ts';

/** One way to serve a request: this profile, in any of these containers. */
export interface Wish {
  readonly profileId: string;
  /** Ids; undefined means any. */
  readonly containerIds: readonly string[] | undefined;
}

interface Chosen {
  readonly profile: Profile;
  readonly pin: PinnedChat | undefined;
}

/** What a request with this profile and this pinned chat needs. */
export function wishOf({ profile, pin }: Chosen): Wish {
  const { id: profileId, allowedContainers } = profile;
  const allowed = allowedContainers.length === 0 ? undefined : allowedContainers;
  if (pin === undefined) return { profileId, containerIds: allowed };
  // A pinned chat cannot move. One whose container is no longer allowed has nowhere to go.
  const isAllowed = allowed === undefined || allowed.includes(pin.containerId);
  return { profileId, containerIds: isAllowed ? [pin.containerId] : [] };
}
