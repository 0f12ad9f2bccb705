import { type BlockedProfile, GlassgateError } from 'glassgate/plugin-api';
import { type ChatRow, isGuest } from './chat-row.ts';

/** The chats that stand on a guest page, by profile: one is enough to block its profile. */
export class GuestChats {
  readonly #byProfile = new Map<string, Map<number, ChatRow>>();

  /** A row is as given now. */
  saw(row: ChatRow): void {
    const known = this.#byProfile.get(row.profile_id);
    if (isGuest(row)) {
      if (known === undefined) this.#byProfile.set(row.profile_id, new Map([[row.id, row]]));
      else known.set(row.id, row);
      return;
    }
    known?.delete(row.id);
    if (known?.size === 0) this.#byProfile.delete(row.profile_id);
  }

  rowsOf(profileId: string): ChatRow[] {
    return [...(this.#byProfile.get(profileId)?.values() ?? [])];
  }

  /** Profiles with a guest chat, by id. */
  blocked(): BlockedProfile[] {
    return [...this.#byProfile]
      .map(([profileId, rows]) => ({ profileId, guestChats: rows.size }))
      .sort((a, b) => (a.profileId < b.profileId ? -1 : 1));
  }

  /** The error that ends every use of the profile while it is blocked. */
  blockade(profileId: string): GlassgateError | undefined {
    const guestChats = this.#byProfile.get(profileId)?.size ?? 0;
    if (guestChats === 0) return undefined;
    const message = `Profile '${profileId}' is logged out: a chat of it ended on a guest page.`;
    return new GlassgateError('PROFILE_BLOCKED', message, {
      details: {
        reason: 'guest',
        profile_id: profileId,
        guest_chats: guestChats,
        hint: `POST /v1/profiles/${encodeURIComponent(profileId)}/guest/clear`,
      },
    });
  }
}
