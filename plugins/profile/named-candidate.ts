import { GlassgateError, type SolveRequest, type StoredChat } from 'glassgate/plugin-api';
import { type Candidate, defaultProxy, overrideOf, type Sources, throughProxy } from './candidate.ts';
import { refuseNamedProfile, refusePinnedProfile } from './client-limit.ts';
import type { KnownProfile } from './profiles.ts';

/** The one way to serve a request that names a chat or a profile; undefined when it names neither. */
export async function namedCandidate(
  request: SolveRequest,
  sources: Sources,
): Promise<Candidate | undefined> {
  const { profileId, chatUrl, client } = request;
  if (profileId !== undefined) refuseNamedProfile(client, profileId);
  if (chatUrl !== undefined) return pinned(request, chatUrl, sources);
  if (profileId === undefined) return undefined;
  const override = overrideOf(request.proxyOverride, sources);
  const known = knownProfile(profileId, sources);
  const proxy = override ?? (await defaultProxy(known, sources));
  return {
    known,
    ...throughProxy({ override, proxy, known }),
    pin: undefined,
    preference: undefined,
    reason: 'named by the client',
  };
}

async function pinned(request: SolveRequest, chatUrl: string, sources: Sources): Promise<Candidate> {
  const override = overrideOf(request.proxyOverride, sources);
  const chat = await sources.chats().findByUrl(chatUrl);
  const refusal = pinRefusal(chat, request);
  if (chat === undefined || refusal !== undefined) {
    throw new GlassgateError('INVALID_REQUEST', refusal ?? 'There is no such chat.');
  }
  refusePinnedProfile(request.client, chat.profileId);
  const known = knownProfile(chat.profileId, sources);
  const ofChat = chat.proxyId === '' ? undefined : await sources.proxies.byId(chat.proxyId);
  const proxy = override ?? ofChat ?? (await defaultProxy(known, sources));
  return {
    known,
    ...throughProxy({ override, proxy, known }),
    pin: { chatSessionId: chat.chatSessionId, containerId: chat.containerId },
    preference: undefined,
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

function knownProfile(id: string, { profiles }: Sources): KnownProfile {
  const known = profiles.get(id);
  if (known !== undefined) return known;
  throw new GlassgateError('INVALID_REQUEST', `There is no profile '${id.slice(0, 200)}'.`);
}
