import type { PinnedChat, PreferredChat, Profile } from 'glassgate/plugin-api';

/** Which containers a request may use, and which it would rather. */
export interface SearchWish {
  readonly profile: Profile;
  readonly pin: PinnedChat | undefined;
  readonly preference: PreferredChat | undefined;
}

/** Ids of the containers that may be used; undefined means any. */
export function allowedFor({ profile, pin }: SearchWish): readonly string[] | undefined {
  const { allowedContainers } = profile;
  const allowed = allowedContainers.length === 0 ? undefined : allowedContainers;
  if (pin === undefined) return allowed;
  // A pinned chat cannot move. One whose container is no longer allowed has nowhere to go.
  return allowed === undefined || allowed.includes(pin.containerId) ? [pin.containerId] : [];
}

/** The container of the preferred chat, if the profile may use it. */
export function preferredFor({ profile, preference }: SearchWish): string | undefined {
  const { allowedContainers } = profile;
  if (preference === undefined) return undefined;
  const isAllowed = allowedContainers.length === 0 || allowedContainers.includes(preference.containerId);
  return isAllowed ? preference.containerId : undefined;
}
