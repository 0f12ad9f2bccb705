import type { PinnedChat, PreferredChat, Profile } from 'glassgate/plugin-api';

/** Which containers a request may use, and which it would rather. */
export interface SearchWish {
  readonly profile: Profile;
  readonly pin: PinnedChat | undefined;
  readonly preference: PreferredChat | undefined;
}

/** The container of the preferred chat, if the profile may use it. */
export function preferredFor({ profile, preference }: SearchWish): string | undefined {
  const { allowedContainers } = profile;
  if (preference === undefined) return undefined;
  const isAllowed = allowedContainers.length === 0 || allowedContainers.includes(preference.containerId);
  return isAllowed ? preference.containerId : undefined;
}
