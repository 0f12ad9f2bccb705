import type { PinnedChat, PreferredChat, SocksProxy, StoredChats } from 'glassgate/plugin-api';
import type { KnownProfile, Profiles } from './profiles.ts';
import type { Proxies } from './proxies.ts';

/** One way to serve a request: this profile, through this proxy, perhaps in this chat. */
export interface Candidate {
  readonly known: KnownProfile;
  readonly proxy: SocksProxy | undefined;
  readonly pin: PinnedChat | undefined;
  readonly preference: PreferredChat | undefined;
  readonly reason: string;
}

/** Where candidates come from. */
export interface Sources {
  readonly profiles: Profiles;
  readonly proxies: Proxies;
  readonly chats: () => StoredChats;
  readonly isOverrideAllowed: boolean;
}

/** The proxy that the request names, unless that is not allowed. */
export function overrideOf(
  proxyOverride: string | undefined,
  { proxies, isOverrideAllowed }: Sources,
): SocksProxy | undefined {
  if (proxyOverride === undefined || !isOverrideAllowed) return undefined;
  return proxies.fromClient(proxyOverride);
}

export async function defaultProxy(
  known: KnownProfile,
  { proxies }: Sources,
): Promise<SocksProxy | undefined> {
  return known.defaultProxyId === undefined ? undefined : proxies.byId(known.defaultProxyId);
}
