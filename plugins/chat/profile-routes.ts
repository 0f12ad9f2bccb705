import type { Routes, SetupContext } from 'glassgate/plugin-api';
import type { ChatMetrics } from './chat-metrics.ts';
import type { GuestChats } from './guest-chats.ts';
import type { ProfileChats } from './profile-chats.ts';

interface RouteParts {
  readonly chats: ProfileChats;
  readonly guests: GuestChats;
  readonly maintenance: ChatMetrics['maintenance'];
  readonly log: SetupContext<unknown>['log'];
}

/** Which profiles are logged out, and what to do when they are logged in again. */
export function profileRoutes({ chats, guests, maintenance, log }: RouteParts): Routes {
  return (routes) => {
    const blockedOptions = { access: 'operator', summary: 'List the profiles that are logged out' } as const;
    routes.get('/v1/profiles/blocked', blockedOptions, (_req, res) => {
      const items = guests.blocked().map(({ profileId, guestChats }) => ({
        profile_id: profileId,
        reason: 'guest',
        guest_chats: guestChats,
      }));
      res.json({ ok: true, items, meta: { count: items.length } });
    });

    const clearOptions = {
      access: 'operator',
      summary: 'Unblock a profile that is logged in again',
    } as const;
    routes.post('/v1/profiles/:profile_id/guest/clear', clearOptions, async (req, res) => {
      const { profile_id: profileId } = req.params;
      const deleted = await chats.clearGuests(profileId);
      maintenance.increment({ action: 'guest_clear', result: 'done' });
      log.info({ event: 'chat.guests_cleared', profile_id: profileId, deleted }, 'guest chats cleared');
      res.json({ ok: true, profile_id: profileId, deleted });
    });

    const archiveOptions = { access: 'operator', summary: 'Never use the chats of a profile again' } as const;
    routes.post('/v1/profiles/:profile_id/chats/archive', archiveOptions, async (req, res) => {
      const { profile_id: profileId } = req.params;
      const archived = await chats.archive(profileId);
      maintenance.increment({ action: 'archive', result: 'done' });
      log.info({ event: 'chat.archived', profile_id: profileId, archived }, 'chats archived');
      res.json({ ok: true, profile_id: profileId, archived });
    });
  };
}
