import type { BlockedProfile, ChatSessionRecord } from 'glassgate/plugin-api';

interface Seen {
  /** Address the browser stands on; '' when the worker does not say. */
  readonly pageUrl: string;
  /** The stored chat with that address in this container. */
  readonly chat: ChatSessionRecord | undefined;
  readonly blocked: readonly BlockedProfile[];
}

/** What the gateway knows of a container beyond what the worker says itself. */
export function knownOf({ pageUrl, chat, blocked }: Seen) {
  const isNamed = (name: string) => chat?.chat_id === name || chat?.tag === name;
  return {
    session: chat ?? null,
    flags: {
      profile_id: chat?.profile_id ?? null,
      is_profile_blocked: blocked.some(({ profileId }) => profileId === chat?.profile_id),
      is_guest_chat: isNamed('guest') || pageUrl.includes('/c/guest'),
      is_archive_chat: isNamed('archive'),
      disabled: chat?.disabled ?? null,
    },
  };
}
