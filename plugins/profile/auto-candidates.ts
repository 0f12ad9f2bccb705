import type { Consideration, Prompt, SocksProxy, SolveRequest, StoredChat } from 'glassgate/plugin-api';
import { type Candidate, defaultProxy, overrideOf, type Sources, throughProxy } from './candidate.ts';
import { mayUse, profilesFor } from './client-limit.ts';
import type { KnownProfile } from './profiles.ts';

/** What auto-selection comes across: something to try, or a profile that is not even tried. */
export type Offer = { readonly candidate: Candidate } | { readonly passedOver: Consideration };

/** The same offers; what is kept for the request comes first, because nobody else may use it meanwhile. */
export async function* keptFirst(
  profileId: string | undefined,
  offers: () => AsyncIterable<Offer>,
): AsyncGenerator<Offer> {
  const isKept = (one: Offer) =>
    ('candidate' in one ? one.candidate.known.profile.id : one.passedOver.id) === profileId;
  if (profileId !== undefined) {
    for await (const one of offers()) {
      if (!isKept(one)) continue;
      yield one;
      break;
    }
  }
  for await (const one of offers()) {
    if (!isKept(one)) yield one;
  }
}

interface Asked {
  readonly request: SolveRequest;
  readonly prompt: Prompt;
}

/**
 * Every profile that may serve a request which names none, once: first those of the prompt's recent chats,
 * the chat used last first, then the others, fewest uses first. What a client may not use is not mentioned.
 */
export async function* autoOffers(asked: Asked, sources: Sources): AsyncGenerator<Offer> {
  const { client, proxyOverride } = asked.request;
  const override = overrideOf(proxyOverride, sources);
  const profiles = profilesFor(client, sources.profiles);
  const offered = new Set<string>();
  for (const chat of await recentChats(asked, override, sources)) {
    const known = sources.profiles.get(chat.profileId);
    if (known === undefined || offered.has(chat.profileId) || !mayUse(client, chat.profileId)) continue;
    const proxy = override ?? (await proxyOf(chat, known, sources));
    // Its profile goes through another proxy by now, so the chat would not be found again.
    if ((proxy?.id ?? '') !== chat.proxyId) continue;
    offered.add(chat.profileId);
    const { chatSessionId, containerId } = chat;
    const preference = { chatSessionId, containerId };
    const reason = `has the recent chat ${chatSessionId} in container '${containerId}'`;
    const through = throughProxy({ override, proxy, known });
    yield offer({ known, ...through, pin: undefined, preference, reason }, sources);
  }
  for (const known of profiles) {
    if (offered.has(known.profile.id)) continue;
    const proxy = override ?? (await defaultProxy(known, sources));
    const reason = `fewest uses (${known.usesCount})`;
    const through = throughProxy({ override, proxy, known });
    yield offer({ known, ...through, pin: undefined, preference: undefined, reason }, sources);
  }
}

function recentChats(
  { request, prompt }: Asked,
  override: SocksProxy | undefined,
  { chats }: Sources,
): Promise<Iterable<StoredChat>> {
  const maxUses = request.maxChatUses ?? prompt.defaultMaxChatUses;
  return chats().recent({ promptId: prompt.id, maxUses, proxyId: override?.id });
}

async function proxyOf(
  { proxyId }: StoredChat,
  known: KnownProfile,
  sources: Sources,
): Promise<SocksProxy | undefined> {
  return proxyId === '' ? defaultProxy(known, sources) : sources.proxies.stillUsed(proxyId);
}

function offer(candidate: Candidate, { profiles, chats }: Sources): Offer {
  const { id } = candidate.known.profile;
  // Asked again, because the offers before this one may have taken minutes to try.
  const reason = whyNot(profiles.get(id), chats().blockade(id) !== undefined);
  return reason === undefined ? { candidate } : { passedOver: { id, verdict: 'passed_over', reason } };
}

function whyNot(known: KnownProfile | undefined, isBlocked: boolean): string | undefined {
  if (known === undefined) return 'removed from the configuration';
  if (known.isPendingReplace) return 'pending replace';
  if (known.maxUses !== undefined && known.usesCount >= known.maxUses) return 'max_uses reached';
  return isBlocked ? 'guest' : undefined;
}
