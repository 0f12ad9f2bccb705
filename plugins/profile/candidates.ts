import {
  GlassgateError,
  type PinnedChat,
  type SocksProxy,
  type SolveRequest,
  type StoredChat,
  type StoredChats,
} from 'glassgate/plugin-api';
import type { KnownProfile, Profiles } from './profiles.ts';
import type { Proxies } from './proxies.ts';

/** One way to serve a request: this profile, through this proxy, perhaps in this chat. */
export interface Candidate {
  readonly known: KnownProfile;
  readonly proxy: SocksProxy | undefined;
  readonly pin: PinnedChat | undefined;
  readonly reason: string;
}

interface Sources {
  readonly profiles: Profiles;
  readonly proxies: Proxies;
  readonly chats: () => StoredChats;
  readonly isOverrideAllowed: boolean;
}

/** Everything that may serve the request, in the order in which it should be tried. */
export async function candidatesFor(request: SolveRequest, sources: Sources): Promise<Candidate[]> {
  const override = overrideOf(request, sources);
  if (request.chatUrl !== undefined) return [await pinned(request, request.chatUrl, override, sources)];
  if (request.profileId !== undefined) {
    const known = knownProfile(sources.profiles, request.profileId);
    const proxy = override ?? (await defaultProxy(known, sources));
    return [{ known, proxy, pin: undefined, reason: 'named by the client' }];
  }
  return Promise.all(
    autoProfiles(sources.profiles).map(async (known) => ({
      known,
      proxy: override ?? (await defaultProxy(known, sources)),
      pin: undefined,
      reason: `fewest uses (${known.usesCount})`,
    })),
  );
}

function overrideOf(request: SolveRequest, { proxies, isOverrideAllowed }: Sources): SocksProxy | undefined {
  if (request.proxyOverride === undefined || !isOverrideAllowed) return undefined;
  return proxies.fromClient(request.proxyOverride);
}

async function defaultProxy(known: KnownProfile, { proxies }: Sources): Promise<SocksProxy | undefined> {
  return known.defaultProxyId === undefined ? undefined : proxies.byId(known.defaultProxyId);
}

async function pinned(
  request: SolveRequest,
  chatUrl: string,
  override: SocksProxy | undefined,
  sources: Sources,
): Promise<Candidate> {
  const chat = await sources.chats().findByUrl(chatUrl);
  const refusal = pinRefusal(chat, request);
  if (chat === undefined || refusal !== undefined) {
    throw new GlassgateError('INVALID_REQUEST', refusal ?? 'There is no such chat.');
  }
  const known = knownProfile(sources.profiles, chat.profileId);
  const ofChat = chat.proxyId === '' ? undefined : await sources.proxies.byId(chat.proxyId);
  return {
    known,
    proxy: override ?? ofChat ?? (await defaultProxy(known, sources)),
    pin: { chatSessionId: chat.chatSessionId, containerId: chat.containerId },
    reason: 'the chat belongs to it',
  };
}

function pinRefusal(chat: StoredChat | undefined, request: SolveRequest): string | undefined {
  if (chat === undefined) return "No stored chat has the address in 'options.chat_url'.";
  if (chat.promptId !== request.promptId) {
    return `The chat in 'options.chat_url' belongs to prompt '${chat.promptId}'.`;
  }
  if (!chat.isUsable) return "The chat in 'options.chat_url' is archived or disabled.";
  if (request.profileId !== undefined && request.profileId !== chat.profileId) {
    return "The chat in 'options.chat_url' belongs to another profile.";
  }
  return undefined;
}

function knownProfile(profiles: Profiles, id: string): KnownProfile {
  const known = profiles.get(id);
  if (known !== undefined) return known;
  throw new GlassgateError('INVALID_REQUEST', `There is no profile '${id.slice(0, 200)}'.`);
}

function autoProfiles(profiles: Profiles): KnownProfile[] {
  return profiles
    .all()
    .filter(({ isPendingReplace }) => !isPendingReplace)
    .filter(({ maxUses, usesCount }) => maxUses === undefined || usesCount < maxUses)
    .sort((a, b) => a.usesCount - b.usesCount || (a.profile.id < b.profile.id ? -1 : 1));
}
