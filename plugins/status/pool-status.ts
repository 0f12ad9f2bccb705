import {
  type BlockedProfile,
  type ChatDirectory,
  type ContainerDirectory,
  GlassgateError,
  type ListedContainer,
  redactValue,
  type SetupContext,
} from 'glassgate/plugin-api';
import { knownOf } from './known-of.ts';

export interface PoolParts {
  readonly containers: () => ContainerDirectory;
  readonly chats: () => ChatDirectory;
  readonly log: SetupContext<unknown>['log'];
  readonly sqlitePath: string;
}

/** The body of `GET /v1/status/all`. The workers are asked at the same time. */
export async function poolStatus(parts: PoolParts, signal: AbortSignal): Promise<object> {
  const listed = parts.containers().list();
  const blocked = parts.chats().blockedProfiles();
  const entries = await Promise.all(
    listed.map(async (container) => [container.id, await entryOf(container, { ...parts, blocked, signal })]),
  );
  return {
    db: { sqlite_path: parts.sqlitePath },
    blocked: {
      reason: 'guest',
      profiles: blocked.map(({ profileId, guestChats }) => ({
        profile_id: profileId,
        reason: 'guest',
        guest_chats: guestChats,
      })),
      count: blocked.length,
      hint_clear_guest: 'POST /v1/profiles/{profile_id}/guest/clear',
    },
    containers: Object.fromEntries(entries),
  };
}

interface EntryParts extends PoolParts {
  readonly blocked: readonly BlockedProfile[];
  readonly signal: AbortSignal;
}

async function entryOf({ id, isDraining }: ListedContainer, parts: EntryParts): Promise<object> {
  const draining = isDraining ? { draining: true } : {};
  try {
    const status = await parts.containers().ask(id, parts.signal);
    const { page_url: page } = status;
    const pageUrl = typeof page === 'string' ? page : '';
    const chat = await chatOf({ containerId: id, pageUrl }, parts);
    const { session, flags } = knownOf({ pageUrl, chat, blocked: parts.blocked });
    return {
      ...(redactValue(status) as object), // A copy of an object is an object.
      orchestrator_chat_session: session,
      orchestrator_flags: { ...flags, ...draining },
    };
  } catch (cause) {
    const error = GlassgateError.from(cause);
    // The caller has left, or the gateway stops: there is nobody to show it to.
    if (error.code !== 'UPSTREAM_ERROR' && error.code !== 'NOT_FOUND') throw cause;
    return { status: 'error', error: error.message, ...draining };
  }
}

async function chatOf(place: { readonly containerId: string; readonly pageUrl: string }, parts: EntryParts) {
  try {
    return await parts.chats().newestAt(place);
  } catch (err) {
    // What the workers say is worth showing while the database is away.
    parts.log.warn(
      { event: 'status.chat_unreadable', err, container_id: place.containerId },
      'chat of a container cannot be read',
    );
    return undefined;
  }
}
